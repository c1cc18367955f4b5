using Bunit;
using Microsoft.AspNetCore.Components;
using NSubstitute;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Patients.BreakGlass;
using Xunit;

namespace Portal.Components.Tests.Thread;

public sealed class ThreadPaneTests
{
    [Fact]
    public async Task The_composer_says_by_two_identifiers_to_whom_it_goes()
    {
        await using var portal = new PortalContext();
        var page = Shown(portal, ConversationKind.Patient);
        await page.WaitForAssertionAsync(() => Assert.Contains("MRN-004512", page.Find(".composer-to").TextContent, StringComparison.Ordinal));
        Assert.Contains("Teodor Blum", page.Find(".composer-to").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_care_teams_own_conversation_is_unmistakable()
    {
        await using var portal = new PortalContext();
        var page = Shown(portal, ConversationKind.Team);
        await page.WaitForAssertionAsync(() => Assert.Equal("team", page.Find(".composer").GetAttribute("data-kind")));
        Assert.Equal("team", page.Find(".thread").GetAttribute("data-kind"));
        Assert.Contains("The patient never sees it", page.Find(".team-banner").TextContent, StringComparison.Ordinal);
        Assert.Contains("not to the patient", page.Find(".composer-to").TextContent, StringComparison.Ordinal);
        Assert.Equal("Send to the care team", page.Find(".composer-send").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Unread_stands_behind_the_day_that_begins_with_it()
    {
        await using var portal = new PortalContext();
        var page = Shown(portal, ConversationKind.Patient, unread: true);
        await page.WaitForAssertionAsync(() => Assert.Equal(["thread-day", "thread-unread"], page.FindAll("[role=separator]").Select(line => line.ClassName)));
    }

    [Theory]
    [InlineData(ConversationKind.Team, true)]
    [InlineData(ConversationKind.Patient, false)]
    public async Task Under_emergency_access_what_the_team_says_is_read_and_not_answered(ConversationKind kind, bool isReadOnly)
    {
        await using var portal = new PortalContext();
        var grant = new BreakGlassGrant(Id.New<BreakGlassId>(), new PatientRef(People.Teodor.Id, People.Teodor.Name.Display), BreakGlassPurpose.Safety, Conversations.Now, Conversations.Now.AddMinutes(60));
        portal.Glass.Running(default!, default).ReturnsForAnyArgs((Outcome<IReadOnlyList<BreakGlassGrant>>)(BreakGlassGrant[])[grant]);
        await portal.Get<BreakGlassWatch>().Refresh();
        var page = Shown(portal, kind);
        await page.WaitForAssertionAsync(() => Assert.Equal(isReadOnly, page.FindAll(".composer-closed").Count == 1));
        Assert.Equal(isReadOnly, page.FindAll("textarea.composer-text").Count == 0);
        Assert.Empty(page.FindAll("a[href^='/record-accesses']"));
    }

    private static IRenderedComponent<InboxPage> Shown(PortalContext portal, ConversationKind kind, bool unread = false)
    {
        var view = portal.Care.Add(Conversations.With(kind));
        portal.Care.Say(view.Id, People.Patient, "a message", Conversations.Now);
        portal.Care.Add(portal.Care[view.Id] with { Read = unread ? Sequence.None : new Sequence(1) });
        portal.Get<NavigationManager>().NavigateTo($"/inbox?conversation={view.Id}");
        return portal.Render<InboxPage>();
    }
}
