using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Web.Shared.Input;

namespace Portal.Web.Identity.People;

/// <summary>Roles and standings as the public contract calls them.</summary>
internal static class StaffWords
{
    public static readonly Words<StaffRoles> Role = new(new()
    {
        [StaffRoles.Practitioner] = "practitioner",
        [StaffRoles.Coordinator] = "coordinator",
        [StaffRoles.Supervisor] = "supervisor",
        [StaffRoles.Administrator] = "administrator",
        [StaffRoles.Auditor] = "auditor",
    });

    public static readonly Words<StaffStanding> Standing = new(new()
    {
        [StaffStanding.Invited] = "invited",
        [StaffStanding.Active] = "active",
        [StaffStanding.Suspended] = "suspended",
    });

    public static IReadOnlyList<string> Of(StaffRoles roles) => [.. One(roles).Select(Role.Of)];

    private static IEnumerable<StaffRoles> One(StaffRoles roles) =>
        Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && (StaffRules.All & role) != StaffRoles.None && (roles & role) != StaffRoles.None);
}
