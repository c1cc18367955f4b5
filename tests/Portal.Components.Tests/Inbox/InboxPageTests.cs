using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Inbox;
using Xunit;

namespace Portal.Components.Tests.Inbox;

public sealed class InboxPageTests
{
    [Fact]
    public async Task Loading_has_a_look()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<InboxPage>();
        Assert.NotEmpty(page.FindAll(".shell-list .skeleton"));
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        await using var portal = new PortalContext();
        var page = await Shown(portal);
        Assert.Equal("Nothing waits for you", page.Find(".shell-list .state-title").TextContent);
    }

    [Fact]
    public async Task A_row_says_patient_topic_urgency_unread_and_who_has_it()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With() with { Priority = Priority.Stat, Unread = 3, Assignee = new PersonRef(People.Nurse.PersonId, "Nora Lindqvist") });
        var page = await Shown(portal);
        var row = page.Find(".row");
        Assert.Equal("Teodor Blum", row.QuerySelector(".row-title")!.TextContent);
        Assert.Equal("Wound after the operation", row.QuerySelector(".row-sub")!.TextContent);
        Assert.Equal("Immediately", row.QuerySelector(".urgency")!.TextContent);
        Assert.NotNull(row.QuerySelector(".urgency svg"));
        Assert.Equal("3 unread", row.QuerySelector(".badge")!.GetAttribute("aria-label"));
        Assert.Contains("Assigned to", row.QuerySelector(".row-foot")!.TextContent, StringComparison.Ordinal);
        Assert.True(row.HasAttribute("data-unread"));
    }

    [Fact]
    public async Task A_read_routine_row_shows_neither_badge_nor_urgency()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With());
        var page = await Shown(portal);
        Assert.Empty(page.FindAll(".badge, .urgency"));
        Assert.False(page.Find(".row").HasAttribute("data-unread"));
    }

    [Fact]
    public async Task A_care_teams_own_conversation_is_told_apart_by_words()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With(ConversationKind.Team));
        var page = await Shown(portal);
        Assert.Equal("team", page.Find(".row").GetAttribute("data-kind"));
        Assert.Equal("Care team only", page.Find(".row .tag").TextContent);
    }

    [Fact]
    public async Task What_a_person_wrote_is_text_whatever_it_looks_like()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With() with { Topic = new ClinicalText("<script>alert(1)</script><img src=x onerror=alert(1)>") });
        var page = await Shown(portal);
        Assert.Empty(page.FindAll("script, img"));
        Assert.Equal("<script>alert(1)</script><img src=x onerror=alert(1)>", page.Find(".row-sub").TextContent);
    }

    [Fact]
    public async Task A_pressed_filter_says_that_it_is()
    {
        await using var portal = new PortalContext();
        portal.Care.Add(Conversations.With());
        var page = await Shown(portal);
        await page.Find(".filter").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Equal("true", page.Find(".filter").GetAttribute("aria-pressed")));
        Assert.Equal("No conversation matches", page.Find(".shell-list .state-title").TextContent);
    }

    [Fact]
    public async Task No_more_than_two_hundred_rows_are_drawn_and_the_list_says_so()
    {
        await using var portal = new PortalContext();
        for (var index = 0; index < 200; index++) portal.Care.Add(Conversations.With());
        var page = await Shown(portal);
        var late = Conversations.With();
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Changed(late));
        await page.WaitForAssertionAsync(() => Assert.Contains("first 200", page.Find(".list-foot").TextContent, StringComparison.Ordinal));
        Assert.Equal(200, page.FindAll(".row").Count);
    }

    [Fact]
    public async Task The_open_conversation_is_the_current_row()
    {
        await using var portal = new PortalContext();
        var view = portal.Care.Add(Conversations.With());
        portal.Get<NavigationManager>().NavigateTo($"/inbox?conversation={view.Id}");
        var page = await Shown(portal);
        await page.WaitForAssertionAsync(() => Assert.Equal("true", page.Find(".shell-list .row").GetAttribute("aria-current")));
    }

    [Theory]
    [InlineData("0198c1a0-0000-7000-8000-00000000c001")]
    [InlineData("not-an-id")]
    public async Task An_address_that_leads_nowhere_says_so(string conversation)
    {
        await using var portal = new PortalContext();
        portal.Get<NavigationManager>().NavigateTo($"/inbox?conversation={conversation}");
        var page = await Shown(portal);
        await page.WaitForAssertionAsync(() => Assert.Equal("There is no such conversation for you", page.Find("#main .state-title").TextContent));
    }

    private static async Task<IRenderedComponent<InboxPage>> Shown(PortalContext portal)
    {
        await portal.Get<InboxFeature>().Begin();
        return portal.Render<InboxPage>();
    }
}
