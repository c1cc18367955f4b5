using Portal.Domain.Audit.Exports;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Domain.Webhooks;
using Portal.Testing.Care;
using Portal.Web.Audit.Rest;
using Portal.Web.CareTeams;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.People;
using Portal.Web.Integrations;
using Portal.Web.Integrations.Sessions;
using Portal.Web.Patients;
using Portal.Web.Patients.BreakGlass;
using Portal.Web.Summaries.Wire;
using Portal.Web.Visits.Wire;
using Portal.Web.Webhooks;

namespace Portal.Web.Tests.Rights;

/// <summary>
/// What is sent so that a call is about one place. An address is filled by the types of the handler's parameters, and a body is written by its type: a new
/// route needs a line here only for what none before it had. A route that cannot be filled fails the walk.
/// </summary>
internal sealed class RouteSamples(RoleWorld roles, HostWorld world)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private AuditExportId? exportOfAnother;
    private WebhookId? kept;
    /// <summary>A name that leads to this machine: no call leaves it, nor arrives.</summary>
    private const string Inside = "https://localhost/";
    private static readonly string Jwk = new HostSigner("walk").PublicJwk;

    /// <summary>Ids of nothing: whoever may ask is told that it is not there.</summary>
    public static readonly IReadOnlySet<Type> OfNothing = new HashSet<Type> { typeof(BreakGlassId), typeof(DeliveryId) };

    /// <summary>Acts on what was signed; all others are about a draft.</summary>
    private static readonly HashSet<string> OfWhatWasSigned = Acts("summaries", "corrections", "errors", "share", "fhir");

    /// <summary>Acts on a visit whose patient waits, and on one whose patient was let in; all others are about one that was booked.</summary>
    private static readonly HashSet<string> OfTheWaiting = Acts("visits", "here", "leave", "call-me", "called-back", "admit", "decline", "no-show");

    private static readonly HashSet<string> OfTheAdmitted = Acts("visits", "return-to-waiting", "end", "join");

    /// <summary>Bodies by their type.</summary>
    private readonly Dictionary<Type, Func<Role, Place, object>> bodies = new()
    {
        [typeof(NewConversationBody)] = (role, place) => new { careTeam = CareTeam(place), topic = "A question", kind = IsTeam(place) ? "team" : "patient", patient = IsOfAPatient(role) ? null : Patient(place) },
        [typeof(StatusBody)] = (_, _) => new { status = "open" },
        [typeof(AssigneeBody)] = (_, _) => new { assignee = (string?)null },
        [typeof(PriorityBody)] = (_, _) => new { priority = "urgent" },
        [typeof(MessageBody)] = (_, _) => new { clientMessageId = Guid.CreateVersion7(), text = "Rest it." },
        [typeof(CorrectionBody)] = (_, _) => new { text = "Rest it well." },
        [typeof(RetractionBody)] = (_, _) => new { reason = "mistake" },
        [typeof(DraftBody)] = (_, _) => new { text = "Not sent yet" },
        [typeof(MarkerBody)] = (_, _) => new { sequence = 1 },
        [typeof(NewVisitBody)] = (_, place) => new { conversationId = place.Conversation.ToString(), scheduledFor = Tomorrow, reason = "A rash" },
        [typeof(MoveBody)] = (_, _) => new { scheduledFor = Tomorrow },
        [typeof(CheckInBody)] = (_, _) => new { },
        [typeof(WordsBody)] = (_, _) => new { words = "Not today" },
        [typeof(OptionalWordsBody)] = (_, _) => new { },
        [typeof(HandOverBody)] = (_, _) => new { practitioner = (string?)null },
        [typeof(RemoveBody)] = (_, _) => new { participant = Guid.CreateVersion7() },
        [typeof(CallMeBody)] = (_, _) => new { number = "555 0100" },
        [typeof(NewSummaryBody)] = (_, _) => new { },
        [typeof(SummaryEditBody)] = (_, _) => new { revision = 1, topic = "Ankle", sections = new[] { new { kind = "plan", text = "Rest." } } },
        [typeof(SummaryRevisionBody)] = (_, _) => new { revision = 1 },
        [typeof(SummaryVersionBody)] = (_, _) => new { version = 1 },
        [typeof(SignatureBody)] = (_, _) => new { revision = 1 },
        [typeof(SummaryCorrectionBody)] = (_, _) => new { reason = "A slip" },
        [typeof(SummaryErrorBody)] = (_, _) => new { reason = "other" },
        [typeof(AuditExportBody)] = (_, _) => new { format = "csv" },
        [typeof(AssertionKeyBody)] = (_, _) => new { kid = $"walk-{Guid.CreateVersion7()}", jwk = System.Text.Json.JsonElement.Parse(Jwk) },
        [typeof(FindOutsideBody)] = (_, _) => new { identifier = Nobody, birthDate = "1951-11-23" },
        [typeof(BreakGlassBody)] = (_, _) => new { identifier = Nobody, birthDate = "1951-11-23", purpose = "cover", reason = "The ward's own doctor is away" },
        [typeof(ProxyBody)] = (_, _) => new { relatedPerson = new { identifier = new { system = roles.Host.Person, value = $"{Guid.CreateVersion7()}" }, name = Name, relationship = "sister" } },
        [typeof(NewWebhookBody)] = (_, _) => new { integration = roles.Host.Id.ToString(), name = "Walk", address = Inside, events = new[] { "message.posted" } },
        [typeof(WebhookChangeBody)] = (_, _) => new { name = "Walk", events = new[] { "message.posted" }, active = true },
        [typeof(NewStaffBody)] = (_, _) => new { userName = $"w-{Guid.CreateVersion7()}", email = $"{Guid.CreateVersion7()}@clinic.example", displayName = "Somebody New", roles = new[] { "practitioner" } },
        [typeof(StaffDetailsBody)] = (_, _) => new { userName = $"w-{Guid.CreateVersion7()}", email = $"{Guid.CreateVersion7()}@clinic.example", displayName = "Somebody Else" },
        [typeof(StaffRolesBody)] = (_, _) => new { roles = new[] { "coordinator" } },
        [typeof(StaffNameBody)] = (_, _) => new { userName = $"staff-{roles.Of("coordinator outside").Actor.PersonId}" },
        [typeof(NewCareTeamBody)] = (_, _) => new { identifier = $"team-{Guid.CreateVersion7()}", name = "Another care team" },
        [typeof(MembershipBody)] = (_, _) => new { },
        [typeof(SessionBody)] = (_, place) => new { patient = SessionPatient(roles, place), origin = roles.Host.Origin },
        [typeof(LinkBody)] = (_, place) => new { patient = SessionPatient(roles, place), origin = roles.Host.Origin },
    };

    /// <summary>Whole bodies, or queries, of one route: where a second kind of the same call is another act, or an address must say whose.</summary>
    private readonly Dictionary<(string Route, CareAction Action), Func<Role, Place, object>> bodiesOf = new()
    {
        [("POST /api/v1/sessions", CareAction.CreateBotSession)] = (_, _) => new { bot = new { name = "Bot" }, origin = roles.Host.Origin },
        [("POST /api/v1/sessions", CareAction.CreatePractitionerSession)] = (_, _) => new { practitioner = new { identifier = new { system = roles.Host.Staff, value = "7" } }, origin = roles.Host.Origin },
    };

    private readonly Dictionary<string, Func<Role, Place, string>> queriesOf = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/visits"] = (_, place) => $"?conversation={place.Conversation}",
    };

    private static readonly string Tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    private static object Nobody => new { system = "urn:test:mrn", value = "nobody" };

    private static object Name => new { given = "Byron", family = "King" };

    /// <summary>What stands in the address for a parameter of this type and name; <paramref name="fresh"/> where the call may change it.</summary>
    public async Task<string> InAddress(string route, Type type, string name, Role role, Place place, bool fresh)
    {
        if (type == typeof(ConversationId)) return place.Conversation.ToString();
        if (type == typeof(VisitId)) return (!fresh ? place.Visit : await Visit(route, place)).ToString();
        if (type == typeof(SummaryId)) return (!fresh ? place.Summary : OfWhatWasSigned.Contains(route) ? await roles.Signed(place) : await roles.Draft(place)).ToString();
        if (type == typeof(Sequence)) return place.Message.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(CareTeamId)) return place.CareTeam.ToString();
        if (type == typeof(PersonId)) return name == "relatedPerson" ? (fresh ? (await roles.Proxy(place)).PersonId : roles.Of("proxy").Actor.PersonId).ToString() : name == "id" && !route.Contains("/people/", StringComparison.Ordinal) ? Patient(place)! : (await Somebody(route, place, fresh)).ToString();
        if (type == typeof(IntegrationId)) return (fresh ? (await world.Host("Another")).Id : roles.Host.Id).ToString();
        if (type == typeof(AuditExportId)) return (await Export(role, fresh, isTaken: route == "GET /api/v1/audit/exports/{id}/manifest")).ToString();
        if (type == typeof(WebhookId)) return (await Webhook(fresh && route.StartsWith("DELETE", StringComparison.Ordinal))).ToString();
        if (OfNothing.Contains(type)) return Guid.CreateVersion7().ToString();
        return name switch
        {
            "kid" => await AssertionKey(fresh),
            _ => throw new NotSupportedException($"What stands in an address for {name} ({type.Name}) must be said in {nameof(RouteSamples)}."),
        };
    }

    public string Query(string route, Role role, Place place) => queriesOf.GetValueOrDefault(route)?.Invoke(role, place) ?? "";

    public object Body(string route, CareAction action, Type type, Role role, Place place) =>
        (bodiesOf.GetValueOrDefault((route, action)) ?? bodies.GetValueOrDefault(type))?.Invoke(role, place)
        ?? throw new NotSupportedException($"What is sent as {type.Name} to {route} must be said in {nameof(RouteSamples)}.");

    private static string CareTeam(Place place) => place.CareTeam.ToString();

    private static string? Patient(Place place) => place.Patient.PersonId.ToString();

    private static bool IsTeam(Place place) => place.Whose == Whose.TeamConversation;

    private static bool IsOfAPatient(Role role) => role.Actor.Kind is ActorKind.Patient or ActorKind.RelatedPerson;

    private static object SessionPatient(RoleWorld roles, Place place) => new { identifier = new { system = roles.Request(place).Patient.System, value = roles.Request(place).Patient.Value }, name = Name };

    private static HashSet<string> Acts(string what, params string[] acts) => acts.Select(act => $"POST /api/v1/{what}/{{id}}/{act}").ToHashSet(StringComparer.Ordinal);

    private async Task<VisitId> Visit(string route, Place place)
    {
        var visit = await roles.Visit(place);
        var (room, isAdmitted) = (world.Get<IWaitingRoom>(), OfTheAdmitted.Contains(route));
        if (isAdmitted || OfTheWaiting.Contains(route)) _ = (await room.CheckIn(place.Patient, visit, null, None)).Value;
        if (route.EndsWith("/called-back", StringComparison.Ordinal)) _ = (await room.AskForCallBack(place.Patient, visit, new ClinicalText("555 0100"), None)).Value;
        if (isAdmitted) _ = (await room.Admit(place.Clinician, visit, None)).Value;
        return visit;
    }

    /// <summary>On the staff, of no care team but where a membership or supervision is to be taken back.</summary>
    private async Task<PersonId> Somebody(string route, Place place, bool fresh)
    {
        if (!fresh) return roles.Of("coordinator outside").Actor.PersonId;
        if (route.EndsWith("/supervisors/{person}", StringComparison.Ordinal)) return (await world.Care.Supervisor(place.CareTeam)).PersonId;
        return (await world.Care.Staff(StaffRoles.Practitioner, route == "DELETE /api/v1/care-teams/{id}/members/{person}" ? [place.CareTeam] : [])).PersonId;
    }

    /// <summary>Of the caller's own session where that is an auditor's: it is downloaded once.</summary>
    private async Task<AuditExportId> Export(Role role, bool fresh, bool isTaken)
    {
        if (!fresh && exportOfAnother is { } made) return made;
        var auditor = role.Actor.Has(StaffRoles.Auditor) ? role : roles.Of("auditor");
        var export = (await world.Get<IAuditExports>().Request(auditor.Actor, new AuditExportRequest(AuditExportFormat.Csv), None)).Value;
        if (isTaken) await (await world.Get<IAuditExports>().Open(auditor.Actor, export, None)).Value.Write(Stream.Null, None);
        exportOfAnother ??= export;
        return export;
    }

    /// <summary>Of the walk's own hospital; what is removed is made for it.</summary>
    private async Task<WebhookId> Webhook(bool fresh)
    {
        if (!fresh && kept is { } made) return made;
        var hook = (await world.Get<IWebhooks>().Create(roles.Host.Actor, new NewWebhook(null, "Walk", Inside, WebhookEvents.MessagePosted), None)).Value.Id;
        kept ??= hook;
        return hook;
    }

    private async Task<string> AssertionKey(bool fresh)
    {
        if (!fresh) return "walk";
        var kid = $"walk-{Guid.CreateVersion7()}";
        _ = (await world.Integrations.AddAssertionKey(roles.Host.Actor, kid, Jwk, None)).Value;
        return kid;
    }
}
