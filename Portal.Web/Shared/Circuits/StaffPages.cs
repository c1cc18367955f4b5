using Microsoft.AspNetCore.Authorization;
using Portal.Domain.Identity;
using Portal.Web.Identity;

namespace Portal.Web.Shared.Circuits;

/// <summary>
/// Which pages which roles are shown at all; what a page may do and see is decided by the ports. Pages are for people who signed in at the portal: a host's
/// token and an integration's key open none.
/// </summary>
public static class StaffPages
{
    /// <summary>The own account, and where the portal begins and ends.</summary>
    public const string Own = "Pages.Own";

    /// <summary>Conversations and patients.</summary>
    public const string Care = "Pages.Care";

    /// <summary>Staff and care teams.</summary>
    public const string Administration = "Pages.Administration";

    /// <summary>Integrations: auditors read what administrators set up.</summary>
    public const string Setup = "Pages.Setup";

    /// <summary>The audit trail.</summary>
    public const string Oversight = "Pages.Oversight";

    /// <summary>Emergency access and its review.</summary>
    public const string Review = "Pages.Review";

    /// <summary>The unit of a supervisor.</summary>
    public const string Unit = "Pages.Unit";

    /// <summary>The page that a person of these roles begins at.</summary>
    public static string Home(StaffRoles roles) =>
        Any(roles, RolesOf(Care)) ? "/inbox" : Any(roles, RolesOf(Administration)) ? "/staff" : Any(roles, RolesOf(Unit)) ? "/unit" : Any(roles, RolesOf(Oversight)) ? "/audit" : "/account";

    public static StaffRoles RolesOf(string page) => page switch
    {
        Care => StaffRoles.Practitioner | StaffRoles.Coordinator,
        Administration => StaffRoles.Administrator,
        Setup => StaffRoles.Administrator | StaffRoles.Auditor,
        Oversight => StaffRoles.Administrator | StaffRoles.Auditor | StaffRoles.Supervisor,
        Review => StaffRoles.Auditor | StaffRoles.Supervisor,
        Unit => StaffRoles.Supervisor,
        _ => throw new ArgumentOutOfRangeException(nameof(page), page, null),
    };

    public static bool Any(StaffRoles roles, StaffRoles of) => (roles & of) != StaffRoles.None;

    internal static void AddStaffPages(this AuthorizationBuilder authorization)
    {
        authorization.AddPolicy(Own, OfThePortal);
        foreach (var page in (string[])[Care, Administration, Setup, Oversight, Review, Unit])
            authorization.AddPolicy(page, policy => OfThePortal(policy.AddRequirements(new StaffPage(RolesOf(page)))));
    }

    private static void OfThePortal(AuthorizationPolicyBuilder policy) => policy.RequireAuthenticatedUser().RequireClaim(PortalSchemes.CredentialClaim, PortalSchemes.StaffSession);
}

/// <summary>One of the roles is enough.</summary>
internal sealed record StaffPage(StaffRoles Roles) : IAuthorizationRequirement;

/// <summary>For a request the caller that authentication found; in a circuit the person as looked up now.</summary>
internal sealed class StaffPageHandler(CircuitActor circuit) : AuthorizationHandler<StaffPage>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, StaffPage requirement)
    {
        var actor = context.Resource is HttpContext request ? Caller.Of(request)?.Actor : await circuit.Current();
        if (actor is { IsStaff: true } && actor.Has(requirement.Roles)) context.Succeed(requirement);
    }
}
