using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Summaries.Drafting;
using Portal.Web.Visits.Record;
using Xunit;
using static Portal.Components.Tests.Fakes.Summaries;

namespace Portal.Components.Tests.Summaries;

/// <summary>From a conversation or a visit to a summary's draft.</summary>
public sealed class DraftingTests
{
    [Fact]
    public async Task A_summary_since_the_last_one_names_no_span()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Inbox(portal, Talk(portal));
        await Summarise(page);
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        var wanted = Assert.IsType<NewSummary>(portal.Summaries.Of("Draft").Single());
        Assert.Equal((null, null, "message-summary", false), (wanted.Span, wanted.Visit, wanted.Template, wanted.ByModel));
        Assert.Contains("/summary?summary=", portal.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 1)]
    public async Task The_last_week_begins_with_its_first_message_and_all_with_the_first(int choice, long from)
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Inbox(portal, Talk(portal));
        await Summarise(page);
        await page.FindAll("dialog input[type=radio]")[choice].ChangeAsync(new ChangeEventArgs { Value = "on" });
        await page.Find("#template").ChangeAsync(new ChangeEventArgs { Value = "brief" });
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        var wanted = Assert.IsType<NewSummary>(portal.Summaries.Of("Draft").Single());
        Assert.Equal((new SummarySpan(new(from), new(6)), "brief"), (wanted.Span, wanted.Template));
    }

    [Fact]
    public async Task A_model_is_offered_by_its_name_and_only_where_there_is_one()
    {
        await using var portal = new PortalContext(People.Clinician);
        var talk = Talk(portal);
        var without = await Inbox(portal, talk);
        await Summarise(without);
        Assert.Empty(without.FindAll("dialog input[type=checkbox]"));
        portal.Summaries.Model = "gpt-local";
        var with = await Inbox(portal, talk);
        await Summarise(with);
        Assert.Contains("gpt-local", with.Find("dialog label:has(input[type=checkbox])").TextContent, StringComparison.Ordinal);
        await with.Find("dialog input[type=checkbox]").ChangeAsync(new ChangeEventArgs { Value = true });
        await with.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.True(Assert.IsType<NewSummary>(portal.Summaries.Of("Draft").Single()).ByModel);
    }

    [Fact]
    public async Task A_week_without_messages_has_nothing_to_sum_up()
    {
        await using var portal = new PortalContext(People.Clinician);
        var drafted = await portal.Get<SummaryDrafting>().Of(Talk(portal, daysAgo: 30), DraftReach.LastWeek, null, byModel: false);
        Assert.Equal(SummaryRefusals.NothingToSumUp, drafted.Refusal);
        Assert.Empty(portal.Summaries.Of("Draft"));
    }

    [Fact]
    public async Task What_cannot_be_drafted_is_said_in_the_dialog()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Inbox(portal, Talk(portal));
        portal.Summaries.Before = call => Task.FromResult(call == "Draft" ? SummaryRefusals.NothingToSumUp : null);
        await Summarise(page);
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.Equal("There are no messages to sum up.", page.Find("dialog .banner-text").TextContent);
    }

    [Fact]
    public async Task A_conversation_shows_its_summaries_and_how_they_stand()
    {
        await using var portal = new PortalContext(People.Clinician);
        var talk = Talk(portal);
        var filed = Signed() with { Conversation = talk };
        portal.Summaries.Add(filed with { State = filed.State with { Status = SummaryStatus.FilingFailed, Standing = new(1, SummaryStatus.FilingFailed) } });
        var page = await Inbox(portal, talk);
        await page.WaitForElementAsync(".summary-strip");
        Assert.Equal("Needs attention", page.Find(".summary-strip .tag").TextContent);
        Assert.Equal($"/summary?summary={filed.Id}", page.Find(".shell-aside .related a").GetAttribute("href"));
        Assert.Single(portal.Summaries.Of("List"));
    }

    [Fact]
    public async Task What_the_record_still_has_in_force_is_not_called_withdrawn()
    {
        await using var portal = new PortalContext(People.Clinician);
        var talk = Talk(portal);
        var signed = Signed() with { Conversation = talk };
        portal.Summaries.Add(signed with { State = ConversationSummary.EnterInError(signed.State).Value });
        portal.Summaries.StillInForce.Add(signed.Id);
        var page = await Inbox(portal, talk);
        await page.WaitForElementAsync(".summary-strip");
        Assert.Equal(["Needs attention", "Needs attention"], page.FindAll(".summary-strip .tag, .shell-aside .related .tag").Select(tag => tag.TextContent.Trim()));
    }

    [Fact]
    public async Task A_chip_follows_what_the_team_is_told_and_what_becomes_of_messages()
    {
        await using var portal = new PortalContext(People.Clinician);
        var talk = Talk(portal);
        var signed = portal.Summaries.Add(Signed() with { Conversation = talk });
        await portal.Get<InboxFeature>().Begin();
        var page = await Inbox(portal, talk);
        await page.WaitForElementAsync(".summary-strip .tag");
        Assert.Equal(["Not yet filed"], Chips());
        portal.Summaries[signed.Id] = signed with { State = signed.State with { Status = SummaryStatus.Filed, Standing = new(1, SummaryStatus.Filed) } };
        var team = portal.Care.Add(Conversations.With(ConversationKind.Team) with { Head = new(1) });
        await portal.Care.Tell((IInboxViewer viewer) => viewer.Changed(team));
        await page.WaitForAssertionAsync(() => Assert.Equal(["Filed"], Chips()));
        portal.Summaries[signed.Id] = portal.Summaries[signed.Id] with { ChangedSources = [new(6)] };
        await portal.Care.Push(portal.Care.Write(talk, People.Patient, new EventBody.MessageRetracted(new(6), RetractionReason.Mistake), Conversations.Now));
        await page.WaitForAssertionAsync(() => Assert.Equal(["Filed", "Sources changed"], Chips()));

        IEnumerable<string> Chips() => page.FindAll(".summary-strip .tag").Select(tag => tag.TextContent.Trim());
    }

    [Fact]
    public async Task A_closed_conversation_without_a_summary_offers_one()
    {
        await using var portal = new PortalContext(People.Clinician);
        var talk = Talk(portal);
        portal.Care.Add(portal.Care[talk] with { Status = ConversationStatus.Closed });
        var page = await Inbox(portal, talk);
        await page.WaitForElementAsync(".summary-strip button");
        await page.Find(".summary-strip button").ClickAsync(new MouseEventArgs());
        Assert.NotEmpty(page.FindAll("dialog"));
    }

    [Fact]
    public async Task A_team_conversation_offers_none()
    {
        await using var portal = new PortalContext(People.Clinician);
        var team = portal.Care.Add(Conversations.With(ConversationKind.Team));
        var page = await Inbox(portal, team.Id);
        Assert.Empty(page.FindAll(".summary-strip, [aria-label=Summarise]"));
        Assert.Empty(portal.Summaries.Of("List"));
    }

    [Theory]
    [InlineData(VisitStatus.Finished, 1)]
    [InlineData(VisitStatus.InProgress, 0)]
    public async Task A_visit_is_summed_up_once_it_was_held(VisitStatus status, int offers)
    {
        await using var portal = new PortalContext(People.Clinician);
        var visit = portal.Visits.Add(Fakes.Visits.At(Conversations.Now) is var booked ? booked with { State = booked.State with { Status = status } } : null!);
        portal.Visits.Kept = new VisitRecord(visit, [], []);
        portal.Get<NavigationManager>().NavigateTo($"/visit?visit={visit.Id}");
        var page = portal.Render<VisitPage>();
        await page.WaitForElementAsync("h1");
        Assert.Equal(offers, page.FindAll(".page-actions button").Count);
        if (offers == 0) return;
        await page.Find(".page-actions button").ClickAsync(new MouseEventArgs());
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.Equal(new NewSummary(visit.Conversation, null, visit.Id, "visit-summary"), portal.Summaries.Of("Draft").Single());
    }

    /// <summary>Three messages before the last week, three in it.</summary>
    private static ConversationId Talk(PortalContext portal, int daysAgo = 1)
    {
        var view = portal.Care.Add(Conversations.With());
        foreach (var days in (int[])[daysAgo + 20, daysAgo + 10, daysAgo + 8, daysAgo + 2, daysAgo + 1, daysAgo])
            portal.Care.Say(view.Id, People.Patient, $"{days} days ago", Conversations.Now.AddDays(-days));
        return view.Id;
    }

    private static async Task<IRenderedComponent<InboxPage>> Inbox(PortalContext portal, ConversationId conversation)
    {
        portal.Get<NavigationManager>().NavigateTo($"/inbox?conversation={conversation}");
        var page = portal.Render<InboxPage>();
        await page.WaitForElementAsync(".thread-log");
        return page;
    }

    private static async Task Summarise(IRenderedComponent<InboxPage> page)
    {
        await page.WaitForElementAsync("[aria-label=Summarise]");
        await page.Find("[aria-label=Summarise]").ClickAsync(new MouseEventArgs());
    }
}
