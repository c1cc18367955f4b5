using Portal.Domain.Shared;
using Portal.Testing.Care;

namespace Portal.Web.Tests.Rights;

/// <summary>What a route answers beside the matrix, and why: every other answers exactly as the matrix says of the action that it names.</summary>
internal static class RouteRules
{
    /// <summary>Lists answer whoever has a panel at all, and leave out what is not the caller's: what they answer with is looked at.</summary>
    public static readonly IReadOnlySet<string> LeaveOut = new HashSet<string>(StringComparer.Ordinal) { "GET /api/v1/conversations", "GET /api/v1/care-teams" };

    /// <summary>Answers with ids, staff names and times alone: whom the matrix gives metadata is answered.</summary>
    public static readonly IReadOnlySet<string> Metadata = new HashSet<string>(StringComparer.Ordinal) { "GET /api/v1/patients/{id}/accesses" };

    /// <summary>Refusals that stand before the matrix and say nothing about the thing.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Role, Whose, Refusal?>> First = new Dictionary<string, Func<Role, Whose, Refusal?>>(StringComparer.Ordinal)
    {
        ["POST /api/v1/visits/{id}/prepare"] = RoleRules.PatientsSideOnly,
        ["POST /api/v1/visits/{id}/check-in"] = RoleRules.PatientsSideOnly,
        ["POST /api/v1/visits/{id}/here"] = RoleRules.PatientsSideOnly,
        ["POST /api/v1/visits/{id}/leave"] = RoleRules.PatientsSideOnly,
        ["POST /api/v1/visits/{id}/call-me"] = RoleRules.PatientsSideOnly,
        ["POST /api/v1/conversations"] = RoleRules.OfACareTeam,
        ["POST /api/v1/conversations/{id}/messages"] = RoleRules.NotByAKey,
        ["POST /api/v1/summaries/{id}/fhir"] = RoleRules.NotThePatients,
        ["GET /api/v1/integrations/current"] = RoleRules.OfItself,
        ["GET /api/v1/integrations/current/usage"] = RoleRules.OfItself,
    };

    /// <summary>What a right caller asks for is not there in this world, or not yet: 404 is then no refusal of the caller.</summary>
    public static readonly IReadOnlySet<string> NotThere = new HashSet<string>(StringComparer.Ordinal)
    {
        "POST /api/v1/patients/find-outside",
        "POST /api/v1/break-glass",
        "DELETE /api/v1/break-glass/{id}",
    };

    /// <summary>Nobody's call is done by the walk, since it needs a state that is made elsewhere: in which tests it is done is said beside it.</summary>
    public static readonly IReadOnlyDictionary<string, string> DoneElsewhere = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["POST /confirm/passkey"] = "somebody with a passkey: PasskeyPagesTests",
        ["POST /api/v1/webhooks/{id}/deliveries/{delivery}/replay"] = "a delivery that was given up: WebhookDeliveryTests",
        ["POST /api/v1/visits/{id}/end"] = "a call that runs: VisitByWireTests",
        ["POST /api/v1/visits/{id}/remove"] = "somebody in the call: VisitByWireTests",
    };

    /// <summary>They take the caller's own credential away.</summary>
    public static readonly IReadOnlySet<string> EndTheirCaller = new HashSet<string>(StringComparer.Ordinal) { "DELETE /api/v1/sessions/current" };

    /// <summary>What the framework maps for circuits: behind the same sign-in as the pages, and of no meaning without one of them.</summary>
    public static bool OfTheFramework(WalkedRoute route) => route.Pattern.StartsWith("/_blazor", StringComparison.Ordinal) || route.Pattern.StartsWith("/_framework", StringComparison.Ordinal);
}
