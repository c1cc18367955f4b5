using System.Reflection;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Identity;

/// <summary>
/// A port is a public interface of the domain that the edge calls. What a port takes or hands out (viewers, holds) is a part of that call, and is
/// found as such: it stands in another interface's signature.
/// </summary>
public class PortTests
{
    private static readonly Type[] Interfaces = typeof(Actor).Assembly.GetExportedTypes().Where(type => type.IsInterface && !type.IsGenericType).ToArray();

    private static readonly HashSet<Type> HandedOver = Interfaces.SelectMany(type => type.GetMethods()).SelectMany(Mentioned).Where(type => type.IsInterface).ToHashSet();

    public static TheoryData<string> Methods => new(Ports.SelectMany(type => type.GetMethods()).Where(method => !method.IsSpecialName).Select(Name));

    private static IEnumerable<Type> Ports => Interfaces.Where(type => !HandedOver.Contains(type));

    [Fact]
    public void Only_viewers_and_holds_are_handed_over_in_calls_of_ports() =>
        Assert.Equal(
            [nameof(IAuditViewer), nameof(IAuditWatch), nameof(IBoardViewer), nameof(ICallSeat), nameof(ICallViewer), nameof(IFeedViewer), nameof(IInboxViewer), nameof(ILiveHold), nameof(IPresenceHold)],
            Interfaces.Except(Ports).Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void The_ports_are_seen() => Assert.Superset(new HashSet<Type> { typeof(IConversations), typeof(IMessages), typeof(IConversationFeed), typeof(ICredentials) }, Ports.ToHashSet());

    [Trait("ASVS", "8.3.1")]
    [Theory]
    [MemberData(nameof(Methods))]
    public void A_ports_method_says_what_it_decides_or_why_nothing(string method) => Assert.Null(Objection(Find(method)));

    [Theory]
    [InlineData(nameof(IPlanted.Silent), "says neither")]
    [InlineData(nameof(IPlanted.Both), "says both")]
    [InlineData(nameof(IPlanted.WithoutReason), "gives no reason")]
    [InlineData(nameof(IPlanted.Nobody), "does not take the Actor first")]
    [InlineData(nameof(IPlanted.ActorLater), "does not take the Actor first")]
    [InlineData(nameof(IPlanted.Unstoppable), "does not take a CancellationToken last")]
    [InlineData(nameof(IPlanted.UnstoppableToo), "does not take a CancellationToken last")]
    [InlineData(nameof(IPlanted.NothingFor), "decides nothing for an Actor")]
    public void The_rule_sees_what_is_wrong(string method, string objection) => Assert.Equal(objection, Objection(typeof(IPlanted).GetMethod(method)!));

    [Fact]
    public void The_rule_passes_what_is_right() => Assert.Null(Objection(typeof(IPlanted).GetMethod(nameof(IPlanted.Good))!));

    /// <summary>
    /// Null where the method is as ports are: what is waited for can be given up (CancellationToken last), and what is not cannot; who decides
    /// something knows for whom (Actor first).
    /// </summary>
    private static string? Objection(MethodInfo method)
    {
        var decides = method.GetCustomAttributes<DecidesAttribute>().Any();
        var nothing = method.GetCustomAttribute<DecidesNothingAttribute>();
        var parameters = method.GetParameters();
        var takesActor = parameters is [var first, ..] && first.ParameterType == typeof(Actor);
        if (!decides && nothing is null) return "says neither";
        if (decides && nothing is not null) return "says both";
        if (nothing is not null && string.IsNullOrWhiteSpace(nothing.Reason)) return "gives no reason";
        if (decides && !takesActor) return "does not take the Actor first";
        if (!decides && takesActor) return "decides nothing for an Actor";
        var isAwaited = method.ReturnType.GetMethod("GetAwaiter") is not null || Definition(method.ReturnType) == typeof(IAsyncEnumerable<>);
        return isAwaited && parameters[^1].ParameterType != typeof(CancellationToken) ? "does not take a CancellationToken last" : null;
    }

    private static MethodInfo Find(string name) => Ports.SelectMany(type => type.GetMethods()).Single(method => Name(method) == name);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})";

    /// <summary>Every type in the signature, and in what the records of the domain in it are made of.</summary>
    private static IEnumerable<Type> Mentioned(MethodInfo method)
    {
        var seen = new HashSet<Type>();
        var open = new Stack<Type>(method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType));
        while (open.TryPop(out var type))
        {
            if (!seen.Add(type)) continue;
            foreach (var argument in type.GetGenericArguments()) open.Push(argument);
            if (type.Assembly == typeof(Actor).Assembly && !type.IsInterface)
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)) open.Push(property.PropertyType);
        }

        return seen;
    }

    private static Type? Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private interface IPlanted
    {
        [Decides(CareAction.ReadMessages)]
        Task<Outcome<Done>> Good(Actor actor, int other, CancellationToken cancel);

        Task<Outcome<Done>> Silent(Actor actor, CancellationToken cancel);

        [Decides(CareAction.ReadMessages)]
        [DecidesNothing("both")]
        Task<Outcome<Done>> Both(Actor actor, CancellationToken cancel);

        [DecidesNothing(" ")]
        Task<Outcome<Done>> WithoutReason(CancellationToken cancel);

        [Decides(CareAction.ReadMessages)]
        Task<Outcome<Done>> Nobody(CancellationToken cancel);

        [Decides(CareAction.ReadMessages)]
        Task<Outcome<Done>> ActorLater(int other, Actor actor, CancellationToken cancel);

        [Decides(CareAction.ReadMessages)]
        Task<Outcome<Done>> Unstoppable(Actor actor);

        [Decides(CareAction.ReadMessages)]
        IAsyncEnumerable<Done> UnstoppableToo(Actor actor, int other);

        [DecidesNothing("nothing to decide")]
        Task<Outcome<Done>> NothingFor(Actor actor, CancellationToken cancel);
    }
}
