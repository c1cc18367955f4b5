using System.Reflection;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Testing.Care;

namespace Portal.Infrastructure.Tests.Rights;

/// <summary>
/// What is handed to a port's method so that it is about one place: the place's own ids wherever the method, or a record in its call, names such a thing.
/// A type that nobody can make here is an error, so that a new port cannot stay outside the walk.
/// </summary>
internal sealed class PortArguments(RoleWorld roles, HostWorld world)
{
    /// <summary>Arguments after the actor. With <paramref name="fresh"/> the things are ones that nobody has touched, since the call may change them.</summary>
    public async Task<object?[]> Of(MethodInfo method, Actor actor, Place place, bool fresh)
    {
        var parameters = method.GetParameters();
        var arguments = new object?[parameters.Length];
        for (var index = 0; index < parameters.Length; index++)
            arguments[index] = parameters[index].ParameterType == typeof(Actor) ? actor : await Make(parameters[index].ParameterType, parameters[index].Name!, actor, place, fresh);
        return arguments;
    }

    /// <summary>Whether the call is about somebody's care: only then does it matter whose.</summary>
    public static bool IsAboutCare(MethodInfo method) => method.DeclaringType == typeof(IUnit) || method.GetParameters().Any(parameter => Names(parameter.ParameterType, parameter.Name!));

    /// <summary>Whether the call names something beside people and places, which the walk has not got: that it is not there is then no refusal.</summary>
    public static bool NamesWhatIsNotThere(MethodInfo method) => method.GetParameters().Any(parameter =>
        (parameter.ParameterType.Assembly == typeof(Actor).Assembly && parameter.ParameterType.GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IId<>)) && !Known.Contains(parameter.ParameterType))
        || method.DeclaringType == typeof(IStaffSignIn)
        || parameter.Name is "kid" or "key" or "target" or "version" or "system" or "relatedPerson" or "practitioner"
        || parameter.ParameterType == typeof(StaffName)
        || (parameter.ParameterType == typeof(Identifier) && method.DeclaringType != typeof(IProxies))
        || (parameter.ParameterType == typeof(PersonId) && method.GetParameters().Any(other => other.ParameterType == typeof(CareTeamId))));

    private static readonly Type[] Known = [typeof(ConversationId), typeof(VisitId), typeof(SummaryId), typeof(PersonId), typeof(CareTeamId), typeof(IntegrationId)];

    private static bool Names(Type type, string name) =>
        type == typeof(ConversationId) || type == typeof(VisitId) || type == typeof(SummaryId) || type == typeof(NewConversation) || type == typeof(NewSummary)
        || type == typeof(NewVisit) || type == typeof(PatientSessionRequest) || (type == typeof(PersonId) && name == "patient");

    private async Task<object?> Make(Type type, string name, Actor actor, Place place, bool fresh)
    {
        if (type == typeof(ConversationId)) return place.Conversation;
        if (type == typeof(VisitId)) return fresh ? await roles.Visit(place) : place.Visit;
        if (type == typeof(SummaryId)) return fresh ? await roles.Draft(place) : place.Summary;
        if (type == typeof(PersonId)) return name == "patient" ? place.Patient.PersonId : (await world.Care.Staff(StaffRoles.Practitioner)).PersonId;
        if (type == typeof(CareTeamId)) return place.CareTeam;
        if (type == typeof(Sequence)) return place.Message;
        if (type == typeof(IntegrationId)) return fresh ? (await world.Host("Another")).Id : roles.Host.Id;
        if (type == typeof(NewConversation)) return new NewConversation(place.CareTeam, KindOf(place), actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson ? null : place.Patient.PersonId, new ClinicalText("A question"), Priority.Routine);
        if (type == typeof(UnitRange)) return new UnitRange(DateTimeOffset.UtcNow.AddDays(-7), DateTimeOffset.UtcNow);
        if (type == typeof(PageRequest)) return new PageRequest(50, null);
        if (type == typeof(MessageDraft)) return CareWorld.Draft("Rest it.");
        if (type == typeof(NewSummary)) return new NewSummary(place.Conversation, null, null);
        if (type == typeof(PatientSessionRequest)) return roles.Request(place);
        if (type == typeof(Identifier)) return new Identifier(name == "relatedPerson" ? roles.Host.Person : roles.Host.Staff, $"{Guid.CreateVersion7()}");
        if (type == typeof(CancellationToken)) return CancellationToken.None;
        if (Nullable.GetUnderlyingType(type) is not null || type == typeof(IProgress<long>)) return null;
        if (type == typeof(ClinicalText)) return new ClinicalText("Words");
        if (type == typeof(HumanName)) return new HumanName("Byron", "King");
        if (type == typeof(string)) return name == "origin" ? roles.Host.Origin : "words";
        if (type == typeof(DateTimeOffset)) return world.Get<TimeProvider>().GetUtcNow().AddHours(1);
        if (type == typeof(TimeSpan)) return TimeSpan.FromMinutes(20);
        if (type == typeof(ReadOnlyMemory<byte>)) return ReadOnlyMemory<byte>.Empty;
        if (type == typeof(DateOnly)) return new DateOnly(2026, 1, 1);
        if (type == typeof(Guid)) return Guid.CreateVersion7();
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (type.IsPrimitive) return Activator.CreateInstance(type);
        if (type.IsInterface && !type.IsGenericType) return SilentViewer.For(type);
        if (type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableFrom(item.MakeArrayType())) return Array.CreateInstance(item, 0);
        if (type.Assembly != typeof(Actor).Assembly) throw new NotSupportedException($"How {type} is made for the walk must be said here.");
        return type.IsAbstract ? await Make(type.GetNestedTypes().First(nested => nested.IsAssignableTo(type)), name, actor, place, fresh) : await Constructed(type, actor, place, fresh);
    }

    private static ConversationKind KindOf(Place place) => place.Whose == Whose.TeamConversation ? ConversationKind.Team : ConversationKind.Patient;

    private async Task<object> Constructed(Type type, Actor actor, Place place, bool fresh)
    {
        if (type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length) is not { } constructor) return Activator.CreateInstance(type)!;
        var arguments = new List<object?>();
        foreach (var parameter in constructor.GetParameters()) arguments.Add(await Make(parameter.ParameterType, parameter.Name!, actor, place, fresh));
        return constructor.Invoke([.. arguments]);
    }
}
