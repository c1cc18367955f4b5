using Bunit;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Identity;
using Portal.Web.Composition.Layout;
using Portal.Web.Visits.Board;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class NavigationTests
{
    [Fact]
    public async Task Who_waits_is_counted_on_every_page()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Conversations.Now));
        await portal.Get<BoardFeature>().Begin();
        var nav = portal.Render<ShellNav>(parameters => parameters.Add(shown => shown.Roles, StaffRoles.Coordinator));
        Assert.Empty(nav.FindAll("[href='/visits'] .badge"));
        await portal.Visits.Tell(visit.Knocked(Conversations.Now));
        await nav.WaitForAssertionAsync(() => Assert.Equal("Waiting: 1", nav.Find("[href='/visits'] .badge").GetAttribute("aria-label")));
    }

    [Fact]
    public async Task Whoever_does_not_care_for_patients_has_no_way_to_the_waiting_room()
    {
        await using var portal = new PortalContext(People.Administrator);
        var nav = portal.Render<ShellNav>(parameters => parameters.Add(shown => shown.Roles, StaffRoles.Administrator));
        Assert.Empty(nav.FindAll("[href='/visits'], [href='/calendar']"));
    }
}
