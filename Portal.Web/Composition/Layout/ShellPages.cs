using Microsoft.AspNetCore.Components.Routing;
using Portal.Web.Shared.Circuits;
using Portal.Web.Visits;

namespace Portal.Web.Composition.Layout;

/// <summary>A page that stands in the shell's navigation.</summary>
/// <param name="Address">Path from the portal's root.</param>
/// <param name="Icon">Of the icon set.</param>
/// <param name="Text">Key of its name.</param>
/// <param name="Policy">Whose roles are shown it: one of <see cref="StaffPages"/>.</param>
/// <param name="Match">Whether pages below it count as it.</param>
internal sealed record ShellPage(string Address, string Icon, string Text, string Policy, NavLinkMatch Match = NavLinkMatch.Prefix);

/// <summary>The navigation, in its order.</summary>
internal static class ShellPages
{
    public static readonly ShellPage Inbox = new("/inbox", "inbox", "Nav.Inbox", StaffPages.Care);

    public static readonly ShellPage Board = new(VisitAddresses.Board, "video", "Nav.Visits", StaffPages.Care, NavLinkMatch.All);

    public static readonly IReadOnlyList<ShellPage> All =
    [
        Inbox,
        Board,
        new(VisitAddresses.Calendar, "calendar", "Nav.Calendar", StaffPages.Care),
        new("/patients", "search", "Nav.Patients", StaffPages.Care),
        new("/staff", "people", "Nav.Staff", StaffPages.Administration),
        new("/care-teams", "care-team", "Nav.CareTeams", StaffPages.Administration),
        new("/integrations", "key", "Nav.Integrations", StaffPages.Setup),
        new("/webhooks", "bell", "Nav.Webhooks", StaffPages.Setup),
        new("/deliveries", "send", "Nav.Deliveries", StaffPages.Setup),
        new("/unit", "signal", "Nav.Unit", StaffPages.Unit),
        new("/break-glass-reviews", "urgent", "Nav.BreakGlass", StaffPages.Review),
        new("/audit", "audit", "Nav.Audit", StaffPages.Oversight),
    ];
}
