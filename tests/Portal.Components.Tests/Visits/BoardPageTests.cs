using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Call;
using Xunit;
using static Portal.Components.Tests.Fakes.Visits;

namespace Portal.Components.Tests.Visits;

public sealed class BoardPageTests
{
    private static readonly DateTimeOffset Now = Conversations.Now;

    [Fact]
    public async Task Loading_empty_refused_and_failed_each_have_a_look()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<BoardPage>();
        Assert.NotEmpty(page.FindAll(".skeleton"));
        portal.Visits.Before = _ => throw new InvalidOperationException("the database is away");
        await portal.Get<BoardFeature>().Begin();
        await page.WaitForAssertionAsync(() => Assert.Equal("The waiting room could not be loaded", page.Find(".state-title").TextContent));
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(Refusal.Forbidden);
        await page.Find(".state .button").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Equal("There is no waiting room for you", page.Find(".state-title").TextContent));
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(null);
        await portal.Get<BoardFeature>().Begin();
        await page.WaitForAssertionAsync(() => Assert.Equal(3, page.FindAll(".board-none").Count));
    }

    [Fact]
    public async Task A_row_says_who_waits_for_whom_since_when_and_what_is_wrong()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now.AddMinutes(-30)).For(People.Clinician).Knocked(Now.AddMinutes(-25)) with
        {
            IsAway = true,
            Devices = new(DeviceVerdict.Denied, DeviceVerdict.Ok, DeviceVerdict.Skipped, NetworkVerdict.Poor),
            CallBack = new(new("+49 30 1234"), Now, null, null),
        });
        var row = (await Shown(portal)).Find(".visit-row");
        Assert.Equal("Teodor Blum", row.QuerySelector(".visit-name")!.TextContent);
        Assert.Equal("Dizzy since Tuesday", row.QuerySelector(".visit-reason")!.TextContent);
        Assert.Equal("1", row.QuerySelector(".visit-place")!.TextContent.Trim());
        Assert.Contains("Samir Haddad", row.QuerySelector(".visit-facts")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("08:35", row.QuerySelector(".visit-facts")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2026-01-15T08:35:00.000Z", row.QuerySelector(".elapsed")!.GetAttribute("data-since"));
        var marks = row.QuerySelectorAll(".visit-marks .tag").Select(mark => mark.TextContent).ToList();
        Assert.Equal(["Away", "Waits too long", "Asks for a telephone call: +49 30 1234", "Camera not allowed", "Network poor"], marks);
        Assert.All(row.QuerySelectorAll(".visit-marks .tag"), mark => Assert.NotNull(mark.QuerySelector("svg")));
    }

    [Fact]
    public async Task Who_knocks_stands_there_at_once()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now));
        var page = await Shown(portal);
        Assert.Empty(page.FindAll("[data-kind=Waiting] .visit-row"));
        await portal.Visits.Tell(visit.Knocked(Now));
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".visit-row[data-kind=Waiting]")));
    }

    [Fact]
    public async Task Time_that_passes_draws_only_what_it_changes()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        var row = page.FindComponent<BoardRow>();
        var drawn = row.RenderCount;
        portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await page.WaitForAssertionAsync(() => Assert.Equal(Now.AddMinutes(5), portal.Get<BoardFeature>().State.Now));
        Assert.Equal(drawn, row.RenderCount);
        portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await row.WaitForAssertionAsync(() => Assert.Contains("Waits too long", row.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Admitting_lets_the_patient_in_and_opens_the_call()
    {
        await using var portal = new PortalContext();
        portal.Get<CallPane>().Address = "/modules/call-pane.js";
        var pane = portal.JSInterop.SetupModule("/modules/call-pane.js");
        pane.SetupVoid("open", _ => true).SetVoidResult();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        await page.Find(".visit-acts .button-primary").ClickAsync(new());
        Assert.Equal(WaitingState.Admitted, portal.Visits[visit.Id].State.Waiting);
        Assert.Equal([visit.Id.ToString(), visit.Conversation.ToString(), true], pane.Invocations["open"].Single().Arguments);
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".visit-row[data-kind=InVisit]")));
    }

    [Fact]
    public async Task Where_the_call_cannot_be_opened_nobody_is_admitted_and_the_row_says_why()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        await page.Find(".visit-acts .button-primary").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Contains("cannot be opened in this window", page.Find(".visit-problem [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(WaitingState.Waiting, portal.Visits[visit.Id].State.Waiting);
        await page.Find(".visit-problem .button-icon").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".visit-problem [role=alert]")));
    }

    [Fact]
    public async Task A_refusal_is_said_in_the_words_that_visits_have_for_it()
    {
        await using var portal = new PortalContext();
        portal.Get<CallPane>().Address = "/modules/call-pane.js";
        portal.JSInterop.SetupModule("/modules/call-pane.js").Mode = JSRuntimeMode.Loose;
        portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(VisitRefusals.NotWaiting);
        await page.Find(".visit-acts .button-primary").ClickAsync(new());
        await page.WaitForAssertionAsync(() => Assert.Equal("The patient does not wait any more.", page.Find(".visit-problem .banner-text").TextContent));
    }

    [Fact]
    public async Task Declining_needs_words_and_gives_them_to_the_patient()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        await Choose(page, "Decline");
        await page.Find("#visit-words").SubmitAsync(EventArgs.Empty);
        Assert.Equal("Say why, in words for the patient.", page.Find("#words-error").TextContent);
        Assert.Empty(portal.Visits.Of("Decline"));
        await page.Find("#words").ChangeAsync(new() { Value = "We will call you today." });
        await page.Find("#visit-words").SubmitAsync(EventArgs.Empty);
        Assert.Equal(["We will call you today."], portal.Visits.Of("Decline"));
        Assert.Equal(WaitingState.Cancelled, portal.Visits[visit.Id].State.Waiting);
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".visit-row")));
    }

    [Fact]
    public async Task A_refused_decline_keeps_the_words_that_were_written()
    {
        await using var portal = new PortalContext();
        portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        await Choose(page, "Decline");
        await page.Find("#words").ChangeAsync(new() { Value = "We will call you today." });
        portal.Visits.Before = _ => Task.FromResult<Refusal?>(VisitRefusals.InProgress);
        await page.Find("#visit-words").SubmitAsync(EventArgs.Empty);
        Assert.Contains("The visit is on", page.Find("dialog [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("We will call you today.", page.Find("#words").GetAttribute("value"));
    }

    [Fact]
    public async Task Handing_over_offers_the_care_team_and_whoever_is_free()
    {
        await using var portal = new PortalContext();
        var visit = portal.Visits.Add(At(Now).Knocked(Now));
        var page = await Shown(portal);
        await Choose(page, "Hand over");
        Assert.Equal(["Whoever is free", "Nora Lindqvist", "Samir Haddad"], page.FindAll("#practitioner option").Select(option => option.TextContent));
        await page.Find("#practitioner").ChangeAsync(new() { Value = People.Clinician.PersonId.ToString() });
        await page.Find("#hand-over").SubmitAsync(EventArgs.Empty);
        Assert.Equal(People.Clinician.PersonId, portal.Visits[visit.Id].Practitioner!.Id);
    }

    [Fact]
    public async Task A_message_to_all_goes_to_each_in_the_own_conversation_and_says_whom_it_did_not_reach()
    {
        await using var portal = new PortalContext();
        var first = Waiting(portal, "Teodor Blum", Now);
        var second = Waiting(portal, "Ada Koch", Now.AddMinutes(1));
        portal.Visits.Add(At(Now.AddHours(1), "Not here yet"));
        var page = await Shown(portal);
        await page.FindAll(".page-actions .button")[^1].ClickAsync(new());
        var posts = 0;
        portal.Care.Before = call => Task.FromResult(call == "Post" && ++posts == 2 ? new Refusal(RefusalKind.NotReady) : null);
        await page.Find("#visit-text").ChangeAsync(new() { Value = "We are ten minutes late." });
        await page.Find("#visit-message").SubmitAsync(EventArgs.Empty);
        Assert.Equal("Sent to 1 of 2.", page.Find("dialog [role=status] .banner-text").TextContent);
        Assert.Contains("Ada Koch", Assert.Single(page.FindAll(".sent li")).TextContent, StringComparison.Ordinal);
        await page.Find("#visit-message").SubmitAsync(EventArgs.Empty);
        Assert.Equal("Sent to 2 of 2.", page.Find("dialog [role=status] .banner-text").TextContent);
        var sent = portal.Care.Of("Post").Cast<(ConversationId Conversation, MessageDraft Draft)>().ToList();
        Assert.Equal([first.Conversation, second.Conversation, second.Conversation], sent.Select(post => post.Conversation));
        Assert.Equal(sent[1].Draft.ClientMessageId, sent[2].Draft.ClientMessageId);
        Assert.NotEqual(sent[0].Draft.ClientMessageId, sent[1].Draft.ClientMessageId);
        Assert.All(sent, post => Assert.Equal("We are ten minutes late.", post.Draft.Text.Reveal()));
    }

    [Fact]
    public async Task Another_text_after_a_failure_is_another_message_and_goes_only_where_none_is_yet()
    {
        await using var portal = new PortalContext();
        Waiting(portal, "Teodor Blum", Now);
        var second = Waiting(portal, "Ada Koch", Now.AddMinutes(1));
        var page = await Shown(portal);
        await page.FindAll(".page-actions .button")[^1].ClickAsync(new());
        var posts = 0;
        portal.Care.Before = call => Task.FromResult(call == "Post" && ++posts == 2 ? new Refusal(RefusalKind.NotReady) : null);
        await page.Find("#visit-text").ChangeAsync(new() { Value = "first words" });
        await page.Find("#visit-message").SubmitAsync(EventArgs.Empty);
        await page.Find("#visit-text").ChangeAsync(new() { Value = "better words" });
        await page.Find("#visit-message").SubmitAsync(EventArgs.Empty);
        var sent = portal.Care.Of("Post").Cast<(ConversationId Conversation, MessageDraft Draft)>().ToList();
        Assert.Equal(3, sent.Count);
        Assert.Equal(second.Conversation, sent[2].Conversation);
        Assert.NotEqual(sent[1].Draft.ClientMessageId, sent[2].Draft.ClientMessageId);
    }

    [Fact]
    public async Task A_knock_is_rung_once_and_said_in_words_until_it_is_put_away()
    {
        await using var portal = new PortalContext();
        var bell = portal.JSInterop.SetupModule("/modules/knock.js");
        bell.Mode = JSRuntimeMode.Loose;
        var visit = portal.Visits.Add(At(Now));
        await portal.Get<BoardFeature>().Begin();
        var knocks = portal.Render<KnockBell>();
        Assert.Equal("", knocks.Find(".knock").TextContent.Trim());
        await portal.Visits.Tell(visit.Knocked(Now));
        await knocks.WaitForAssertionAsync(() => Assert.Equal("Teodor Blum waits for: Whoever is free", knocks.Find(".knock-text").TextContent));
        Assert.Single(bell.Invocations["ring"]);
        Assert.DoesNotContain("Blum", bell.Invocations["ring"][0].Arguments[0] as string, StringComparison.Ordinal);
        await knocks.Find(".knock .button-icon").ClickAsync(new());
        Assert.Empty(knocks.FindAll(".knock-toast"));
        Assert.Single(bell.Invocations["ring"]);
    }

    [Fact]
    public async Task On_the_board_itself_a_knock_is_rung_and_told_and_lies_over_nothing()
    {
        await using var portal = new PortalContext();
        var bell = portal.JSInterop.SetupModule("/modules/knock.js");
        bell.Mode = JSRuntimeMode.Loose;
        var visit = portal.Visits.Add(At(Now));
        await portal.Get<BoardFeature>().Begin();
        portal.Get<NavigationManager>().NavigateTo("/visits");
        var knocks = portal.Render<KnockBell>();
        await portal.Visits.Tell(visit.Knocked(Now));
        await knocks.WaitForAssertionAsync(() => Assert.Equal("Teodor Blum waits for: Whoever is free", knocks.Find(".knock > .visually-hidden").TextContent));
        Assert.Single(bell.Invocations["ring"]);
        Assert.Empty(knocks.FindAll(".knock-toast"));

        // It was seen there, and is not said again elsewhere.
        portal.Get<NavigationManager>().NavigateTo("/inbox");
        knocks.Render();
        Assert.Equal("", knocks.Find(".knock").TextContent.Trim());
    }

    private static VisitView Waiting(PortalContext portal, string name, DateTimeOffset at)
    {
        var conversation = portal.Care.Add(Conversations.With());
        return portal.Visits.Add(At(at, name).Knocked(at) with { Conversation = conversation.Id });
    }

    private static async Task Choose(IRenderedComponent<BoardPage> page, string act) =>
        await page.FindAll(".visit-row .menu-item").First(item => item.TextContent == act).ClickAsync(new());

    private static async Task<IRenderedComponent<BoardPage>> Shown(PortalContext portal)
    {
        await portal.Get<BoardFeature>().Begin();
        return portal.Render<BoardPage>();
    }
}
