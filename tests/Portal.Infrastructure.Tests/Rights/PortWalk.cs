using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Care;

namespace Portal.Infrastructure.Tests.Rights;

/// <summary>One call of the walk: what it must answer, what it answered, and whose things stood in the answer.</summary>
internal sealed record PortAnswer(Role Role, Whose Whose, Refusal? Wanted, Refusal? Got, IReadOnlyList<Whose> Shown)
{
    public override string ToString() => $"{Role}, {Whose}: wanted {Say(Wanted)}, got {Say(Got)}, shown [{string.Join(' ', Shown)}]";

    private static string Say(Refusal? refusal) => refusal is null ? "yes" : $"{refusal.Kind} {refusal.Reason}".Trim();
}

/// <summary>
/// Calls one method of one port as everybody about everything. What it must answer is said by <see cref="AccessPolicy"/> and by how each role stands to each
/// place as <see cref="RoleWorld"/> says it: neither asks the port, nor the readers that the port asks.
/// </summary>
internal sealed class PortWalk(RoleWorld roles, HostWorld world)
{
    /// <summary>Everything that can speak for somebody.</summary>
    private static readonly AccessFacts Near = AccessFacts.None with
    {
        IsOwn = true,
        HasProxyGrant = true,
        IsTeamMember = true,
        IsModerator = true,
        Supervises = true,
        HasBreakGlass = true,
        IntegrationReaches = true,
        IsAuthor = true,
        IsShared = true,
        RecentlyAuthenticated = true,
    };

    private static readonly Type[] Interfaces = typeof(Actor).Assembly.GetExportedTypes().Where(type => type.IsInterface && !type.IsGenericType).ToArray();
    private readonly PortArguments arguments = new(roles, world);

    /// <summary>Every method of the domain's ports that takes an actor and is waited for.</summary>
    public static IEnumerable<MethodInfo> Methods =>
        from port in Interfaces
        from method in port.GetMethods()
        where method.GetParameters() is [var first, ..] && first.ParameterType == typeof(Actor)
        select method;

    public static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    public async Task<IReadOnlyList<PortAnswer>> Walk(MethodInfo method) => await Walk(method, world.Get(method.DeclaringType!));

    /// <summary>Who is refused first, while nothing has been changed; then who is not, about things that nobody has touched.</summary>
    public async Task<IReadOnlyList<PortAnswer>> Walk(MethodInfo method, object port)
    {
        var (name, action) = (Name(method), method.GetCustomAttributes<DecidesAttribute>().First().Action);
        var isAboutCare = PortArguments.IsAboutCare(method);
        var calls = (
            from place in roles.Places.Values
            where place.Whose == Whose.Own || (isAboutCare && (place.Whose != Whose.TeamConversation || IsAboutConversation(method)))
            from role in roles.Roles
            let wanted = PortRules.First.GetValueOrDefault(name)?.Invoke(role, place.Whose) ?? Refusal(name, action, role, PortRules.Facts(name, action, role, place.Whose, isAboutCare))
            orderby wanted is null
            select (place, role, wanted)).ToList();
        var answers = new List<PortAnswer>();
        foreach (var (place, role, wanted) in calls)
        {
            var (got, shown) = await Call(port, method, await arguments.Of(method, role.Actor, place, fresh: wanted is null));
            answers.Add(new(role, place.Whose, wanted, got, shown));
        }

        return answers;
    }

    /// <summary>What is wrong with an answer; null where nothing is.</summary>
    public static string? Objection(MethodInfo method, PortAnswer answer)
    {
        var name = Name(method);
        if (answer.Shown.FirstOrDefault(whose => !RoleRules.MayKnow(answer.Role, whose), (Whose)(-1)) is var shown && shown != (Whose)(-1)) return $"shown what is {shown}'s: {answer}";
        if (PortRules.LeaveOut.Contains(name)) return !PortRules.AnswerNothing.Contains(name) && IsRefusedWhatever(method, answer) && answer.Got is null ? $"not refused: {answer}" : null;
        return (answer.Wanted, answer.Got) switch
        {
            (null, { Kind: RefusalKind.NotFound }) when PortArguments.NamesWhatIsNotThere(method) => null,

            // An account that is kept asks for a fresh proof of its own accord.
            (null, { Reason: "reauth" }) when !answer.Role.Facts(answer.Whose).RecentlyAuthenticated => null,
            (null, { Kind: RefusalKind.Forbidden or RefusalKind.NotFound }) => $"refused: {answer}",
            (null, _) => null,

            // What may be known of is hidden: more than is asked.
            ({ Kind: RefusalKind.Forbidden }, { Kind: RefusalKind.NotFound }) => null,
            _ when answer.Got == answer.Wanted => null,
            _ => $"not refused: {answer}",
        };
    }

    /// <summary>A list leaves out, and answers nobody to whom the matrix gives none of its lines however near they stand.</summary>
    private static bool IsRefusedWhatever(MethodInfo method, PortAnswer answer) =>
        AccessPolicy.Decide(answer.Role.Actor, method.GetCustomAttributes<DecidesAttribute>().First().Action, Near) is not (Access.Allowed or Access.MetadataOnly);

    /// <summary>How many answers are denials by the matrix, each of which the trail must hold once; null where other refusals are among them.</summary>
    public static int? DenialsOf(MethodInfo method, IReadOnlyList<PortAnswer> answers) =>
        PortRules.LeaveOut.Contains(Name(method)) || PortRules.First.ContainsKey(Name(method)) || PortArguments.NamesWhatIsNotThere(method)
            ? null
            : answers.Count(answer => answer is { Wanted: not null, Got.Kind: RefusalKind.Forbidden or RefusalKind.NotFound });

    /// <summary>How many refusals of access the trail has.</summary>
    public async Task<int> Refusals()
    {
        await using var context = await world.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<AuditEventRow>().CountAsync(row => row.Action == (short)AuditAction.AccessRefused);
    }

    private static Refusal? Refusal(string name, CareAction action, Role role, AccessFacts facts) =>
        PortRules.Metadata.Contains(name) && AccessPolicy.Decide(role.Actor, action, facts) == Access.MetadataOnly ? null : AccessPolicy.Refuse(role.Actor, action, facts);

    /// <summary>A visit and a summary are of the patient's conversation: only what names a conversation can be about the team's.</summary>
    private static bool IsAboutConversation(MethodInfo method) =>
        method.GetParameters().Any(parameter => parameter.ParameterType == typeof(ConversationId) || parameter.ParameterType == typeof(NewConversation));

    private async Task<(Refusal? Refusal, IReadOnlyList<Whose> Shown)> Call(object port, MethodInfo method, object?[] arguments)
    {
        var returned = method.Invoke(port, arguments)!;
        if (returned is not Task task) return (null, Shown(returned));
        await task.WaitAsync(TimeSpan.FromSeconds(20));
        var outcome = task.GetType().GetProperty("Result")!.GetValue(task)!;
        if (outcome.GetType().GetProperty(nameof(Outcome<Done>.Refusal))!.GetValue(outcome) is Refusal refusal) return (refusal, []);
        var value = outcome.GetType().GetProperty(nameof(Outcome<Done>.Value))!.GetValue(outcome)!;
        foreach (var hold in Parts(value).OfType<IAsyncDisposable>()) await hold.DisposeAsync();
        return (null, Shown(value));
    }

    private IReadOnlyList<Whose> Shown(object value)
    {
        var ids = Parts(value).Where(part => part.GetType().IsValueType).ToHashSet();
        return [.. roles.Places.Values.Where(place => ids.Contains(place.Conversation) || (place.Whose != Whose.TeamConversation && (ids.Contains(place.Visit) || ids.Contains(place.Summary) || ids.Contains(place.Patient.PersonId)))).Select(place => place.Whose)];
    }

    /// <summary>Everything that an answer is made of.</summary>
    private static IEnumerable<object> Parts(object value)
    {
        var (seen, open) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object>([value]));
        while (open.TryPop(out var part))
        {
            yield return part;
            if (part is string || part.GetType().IsValueType || !seen.Add(part)) continue;
            if (part is System.Collections.IEnumerable many)
            {
                foreach (var one in many)
                    if (one is not null) open.Push(one);
            }
            else if (part.GetType().Assembly == typeof(Actor).Assembly)
            {
                foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
                    if (property.GetValue(part) is { } inner) open.Push(inner);
            }
        }
    }
}
