using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Summaries.Print;
using Xunit;
using static Portal.Components.Tests.Fakes.Summaries;

namespace Portal.Components.Tests.Summaries;

/// <summary>What goes on paper.</summary>
public sealed class PrintTests
{
    [Fact]
    public async Task The_patient_is_given_the_instructions_and_nothing_else_of_the_summary()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = Instructions(portal, Signed());
        Assert.Equal("Keep it dry.", page.Find(".paper-words").TextContent);
        Assert.Contains("born 14 May 1961", page.Find(".paper-who").TextContent, StringComparison.Ordinal);
        Assert.Contains("Signed by Samir Haddad", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("The wound is dry", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_signed_or_was_withdrawn_is_not_printed()
    {
        await using var portal = new PortalContext(People.Clinician);
        Assert.Equal("There is nothing to print", Instructions(portal, Drafted()).Find(".state-title").TextContent);
        var signed = Signed();
        var withdrawn = signed with { State = ConversationSummary.EnterInError(signed.State).Value };
        Assert.Equal("This summary was entered in error and stays so.", Instructions(portal, withdrawn).Find(".state-text").TextContent);
    }

    [Fact]
    public async Task A_copy_for_the_record_says_who_wrote_what_was_corrected_and_where_the_chain_stands()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = portal.Care.Add(Conversations.With());
        var patient = EventActor.Of(People.Patient);
        var (first, last) = (Id.New<EventId>(), Id.New<EventId>());
        ConversationEvent[] events =
        [
            new(view.Id, new(1), first, Conversations.Now.AddMinutes(-3), patient, new EventBody.MessagePosted(Id.New<ClientMessageId>(), new("It is wett"), null, [])),
            new(view.Id, new(2), last, Conversations.Now.AddMinutes(-2), patient, new EventBody.MessageCorrected(new(1), new("It is wet"))),
            new(view.Id, new(3), Id.New<EventId>(), Conversations.Now, EventActor.Of(People.Nurse), new EventBody.StatusChanged(ConversationStatus.Closed)),
        ];
        portal.Summaries.Copy = new(view, EventActor.Of(People.Clinician), Conversations.Now, ConversationCopy.Of(events, isForStaff: true), new(812, "ab12"));
        var page = Copy(portal, view.Id);
        Assert.Equal(2, page.FindAll(".copy-entry").Count);
        Assert.Equal("It is wet", page.Find(".copy-entry p.prewrap:not(.copy-earlier)").TextContent);
        Assert.Contains("It is wett", page.Find(".copy-earlier").TextContent, StringComparison.Ordinal);
        Assert.Contains("Closed the conversation", page.Markup, StringComparison.Ordinal);
        Assert.Equal("ab12", page.Find(".facts .code").TextContent);
        Assert.Contains("Position 812:", page.Find(".facts").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_sign_in_copies_nothing_and_leads_to_the_proof()
    {
        await using var portal = new PortalContext(People.Clinician);
        portal.Summaries.Before = call => Task.FromResult(call == "Export" ? Refusal.Reauthenticate : null);
        var page = Copy(portal, Id.New<ConversationId>());
        Assert.StartsWith("/confirm?ReturnUrl=%2Fconversation-print", page.Find(".banner a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".copy"));
    }

    private static IRenderedComponent<SummaryPrintPage> Instructions(PortalContext portal, SummaryView view)
    {
        portal.Summaries.Add(view);
        portal.Get<NavigationManager>().NavigateTo($"/summary-print?summary={view.Id}&version=1");
        return portal.Render<SummaryPrintPage>();
    }

    private static IRenderedComponent<ConversationPrintPage> Copy(PortalContext portal, ConversationId conversation)
    {
        portal.Get<NavigationManager>().NavigateTo($"/conversation-print?conversation={conversation}");
        return portal.Render<ConversationPrintPage>();
    }
}
