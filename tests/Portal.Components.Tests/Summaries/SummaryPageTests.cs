using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Summaries.Editing;
using Portal.Web.Summaries.Sheet;
using Xunit;
using static Portal.Components.Tests.Fakes.Summaries;

namespace Portal.Components.Tests.Summaries;

public sealed class SummaryPageTests
{
    [Fact]
    public async Task An_address_that_leads_nowhere_says_so()
    {
        await using var portal = new PortalContext(People.Clinician);
        portal.Get<NavigationManager>().NavigateTo("/summary?summary=not-an-id");
        Assert.Equal("There is no such summary for you", portal.Render<SummaryPage>().Find(".state-title").TextContent);
    }

    [Theory]
    [InlineData(RefusalKind.NotFound, "There is no such summary for you")]
    [InlineData(RefusalKind.NotReady, "The summary could not be loaded")]
    public async Task A_summary_that_cannot_be_opened_says_why(RefusalKind kind, string title)
    {
        await using var portal = new PortalContext(People.Clinician);
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(new Refusal(kind));
        var page = await Shown(portal, Drafted(), ".state-title");
        Assert.Equal(title, page.Find(".state-title").TextContent);
    }

    [Fact]
    public async Task Whom_it_is_about_stands_there_by_name_and_two_identifiers()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Drafted());
        Assert.Equal("Summary: Teodor Blum", page.Find("h1").TextContent);
        await page.WaitForAssertionAsync(() => Assert.Contains("born 14 May 1961", page.Find(".sheet-who").TextContent, StringComparison.Ordinal));
        Assert.Equal("MRN-004512", page.Find(".sheet-who .code").TextContent);
        Assert.Equal("Draft", page.Find(".sheet-who .tag").TextContent.Trim());
    }

    [Fact]
    public async Task Each_sentence_leads_to_its_messages_and_one_without_is_marked_in_words_and_by_an_icon()
    {
        await using var portal = new PortalContext(People.Clinician);
        portal.Summaries.Messages = [Message(2, "It is dry"), Message(3, null)];
        var page = await Shown(portal, Drafted(DraftOrigin.Model));
        Assert.Contains("gpt-local", page.Find(".page-lead").TextContent, StringComparison.Ordinal);
        var unsourced = page.Find("[data-unsourced]");
        Assert.Equal("She sleeps well. No source: check this sentence", Words(unsourced));
        Assert.NotNull(unsourced.QuerySelector("svg"));
        await page.FindAll("button.sentence").Single(sentence => Words(sentence) == "The wound is dry. 2 messages").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync(".source-text");
        Assert.Equal(["It is dry", "The author took this message back."], page.FindAll(".source-text").Select(text => text.TextContent));
        Assert.Equal("true", page.FindAll("button.sentence")[1].GetAttribute("aria-expanded"));
        await page.Find(".sources button").ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".sources")));
    }

    [Fact]
    public async Task What_is_typed_is_saved_and_compared_with_the_draft()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Drafted();
        var page = await Shown(portal, view);
        await page.InvokeAsync(() => page.FindComponent<SheetEditor>().Instance.OnTyped("Reason", "A question about the old wound."));
        await page.WaitForAssertionAsync(() => Assert.Equal("Saved", page.Find(".sheet-kept").TextContent.Trim()));
        Assert.Equal("A question about the old wound.", portal.Summaries[view.Id].Text.Of(SectionKind.Reason)?.Reveal());
        await page.Find("button[aria-pressed]").ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.Equal("added: old ", page.Find(".difference ins").TextContent));
        await page.InvokeAsync(() => page.FindComponent<SheetEditor>().Instance.OnTyped("Nonsense", "x"));
        Assert.Single(portal.Summaries.Of("Edit"));
    }

    [Fact]
    public async Task A_section_that_the_template_left_out_can_be_added()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Drafted());
        Assert.Empty(page.FindAll("textarea[data-field=Assessment]"));
        await page.FindAll(".menu-item").Single(item => item.TextContent == "Assessment").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("textarea[data-field=Assessment]");
    }

    [Fact]
    public async Task Two_texts_stand_side_by_side_until_one_is_chosen()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Drafted();
        var page = await Shown(portal, view);
        portal.Summaries.SaveElsewhere(view.Id, view.Text with { Topic = new("Theirs") });
        await page.InvokeAsync(() => page.FindComponent<SheetEditor>().Instance.OnTyped("Topic", "Mine"));
        await page.WaitForElementAsync(".conflict");
        Assert.Equal(["Mine", "Theirs"], page.FindAll(".conflict-sides p").Select(text => text.TextContent));
        Assert.Contains("Samir Haddad", page.Find(".conflict").TextContent, StringComparison.Ordinal);
        Assert.True(page.FindAll(".sheet-bar .button-primary").Single().HasAttribute("disabled"));
        await page.FindAll(".conflict button")[1].ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".conflict")));
        Assert.Equal("Theirs", page.Find("#sheet-topic").GetAttribute("value"));
    }

    [Fact]
    public async Task The_dialog_says_what_is_signed_and_an_old_sign_in_leads_to_the_proof()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Drafted();
        var page = await Shown(portal, view);
        portal.Summaries.Before = call => Task.FromResult(call == "Sign" ? Refusal.Reauthenticate : null);
        await page.Find(".sheet-bar .button-primary").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog");
        Assert.Contains("Teodor Blum", page.Find("dialog .facts").TextContent, StringComparison.Ordinal);
        Assert.Contains("Reason, History, Instructions for the patient", page.Find("dialog .facts").TextContent, StringComparison.Ordinal);
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog .banner a");
        Assert.StartsWith("/confirm?ReturnUrl=%2Fsummary", page.Find("dialog .banner a").GetAttribute("href"), StringComparison.Ordinal);
        portal.Summaries.Before = _ => Task.FromResult<Refusal?>(null);
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.Equal(SummaryStatus.Signed, portal.Summaries[view.Id].State.Status);
        await page.WaitForElementAsync(".sheet-signed");
        Assert.Empty(page.FindAll("textarea"));
        Assert.Contains("Signed by Samir Haddad", page.Find(".sheet-paper").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_coordinates_edits_and_does_not_sign()
    {
        await using var portal = new PortalContext(People.Nurse);
        var page = await Shown(portal, Drafted());
        Assert.Empty(page.FindAll(".sheet-bar .button-primary"));
        Assert.Contains("A clinician signs it.", page.Find(".sheet-bar").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_draft_is_signed_only_by_who_says_to_have_seen_what_changed()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Drafted() with { ChangedSources = [new(2)], SourcesHead = new(11) };
        portal.Summaries.Messages = [Message(2, "It is wet") with { IsCorrected = true }];
        var page = await Shown(portal, view);
        await page.Find(".sheet-stale button").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync(".source");
        Assert.Equal("Corrected", page.Find(".source .tag").TextContent.Trim());
        await page.Find(".sheet-bar .button-primary").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog");
        Assert.True(page.Find("dialog .button-primary").HasAttribute("disabled"));
        await page.FindAll("dialog input[type=checkbox]")[^1].ChangeAsync(new ChangeEventArgs { Value = true });
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.Equal(new SummarySignature(view.State.Revision, new(11)), portal.Summaries.Of("Sign").Single());
    }

    [Fact]
    public async Task A_correction_begins_with_a_reason()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Signed();
        var page = await Shown(portal, view);
        await page.FindAll(".sheet-bar button").Single(button => button.TextContent.Contains("Correct", StringComparison.Ordinal)).ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog");
        await page.Find("dialog form").SubmitAsync();
        Assert.Equal("Say why, in words.", page.Find("dialog .field-error").TextContent);
        await page.Find("#correct-reason").ChangeAsync(new ChangeEventArgs { Value = "The dose was wrong" });
        await page.Find("dialog form").SubmitAsync();
        Assert.Equal("The dose was wrong", portal.Summaries.Of("Correct").Single());
        await page.WaitForElementAsync("textarea[data-field]");
        Assert.Contains("Version 1, signed by Samir Haddad", page.Find(".version summary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_is_given_up_leads_back_to_the_conversation()
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Drafted();
        var page = await Shown(portal, view);
        await GiveUp(page);
        Assert.Equal(view.Id, portal.Summaries.Of("Discard").Single());
        Assert.EndsWith($"/inbox?conversation={view.Conversation}", portal.Get<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_that_is_given_up_leaves_what_was_signed()
    {
        await using var portal = new PortalContext(People.Clinician);
        var signed = Signed();
        var page = await Shown(portal, signed with { State = ConversationSummary.Correct(signed.State).Value });
        await GiveUp(page);
        await page.WaitForElementAsync(".sheet-signed");
        Assert.Empty(page.FindAll("textarea[data-field], dialog"));
    }

    [Fact]
    public async Task Entered_in_error_needs_a_reason_and_leaves_nothing_to_do()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Signed());
        await page.FindAll(".sheet-bar button").Single(button => button.TextContent == "Entered in error").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog");
        Assert.True(page.Find("dialog .button-danger").HasAttribute("disabled"));
        await page.FindAll("dialog input[type=radio]")[0].ChangeAsync(new ChangeEventArgs { Value = "on" });
        await page.Find("dialog .button-danger").ClickAsync(new MouseEventArgs());
        Assert.Equal(ErrorReason.WrongPatient, portal.Summaries.Of("EnterInError").Single());
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".sheet-bar button")));
        Assert.Contains("Withdrawn as entered in error: Wrong patient", page.Find(".sheet-paper").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FilingStatus.NeedsAttention, "Needs attention")]
    [InlineData(FilingStatus.Filed, "Entered in error")]
    public async Task What_the_record_still_has_in_force_is_not_called_withdrawn(FilingStatus status, string mark)
    {
        await using var portal = new PortalContext(People.Clinician);
        var view = Signed();
        var withdrawn = view with { State = new SummaryState(2, SummaryStatus.EnteredInError, view.State.Revision + 1, new StandingVersion(2, SummaryStatus.EnteredInError)) };
        var page = await Shown(portal, withdrawn, filings: [new FilingView(1, FilingStatus.Filed), new FilingView(2, status)]);
        await page.WaitForAssertionAsync(() => Assert.Equal(mark, page.FindComponent<SheetHead>().FindAll(".tag")[0].TextContent));
    }

    [Fact]
    public async Task A_receipt_says_where_which_version_when_and_what_the_record_keeps_otherwise()
    {
        await using var portal = new PortalContext(People.Clinician);
        var receipt = new FilingReceipt("Communication/77/_history/2", "Communication", "77", "2", Conversations.Now, [new("payload[0].contentString", new("5 mg"), default)]) { IsReadBack = true };
        var page = await Shown(portal, Signed(), ".filing", Filing(FilingStatus.Filed) with { Receipt = receipt });
        Assert.Equal(["Communication/77/_history/2", "2"], page.FindAll(".filing .facts .code").Select(code => code.TextContent));
        Assert.Equal("2026-01-15T09:00:00.000Z", page.Find(".filing time").GetAttribute("datetime"));
        Assert.Equal(["payload[0].contentString", "5 mg", "(nothing)"], page.FindAll(".filing tbody tr > *").Select(cell => cell.TextContent));
        Assert.Equal("Filed", page.Find(".filing .tag").TextContent.Trim());
        Assert.Empty(page.FindAll(".filing button"));
    }

    [Fact]
    public async Task What_needs_attention_says_the_records_own_words_and_is_tried_again_by_hand()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Signed(), ".filing", Filing(FilingStatus.NeedsAttention) with { Code = FilingCodes.Refused, EhrWords = new("payload is too long"), CanRetry = true });
        Assert.Equal("payload is too long", page.Find(".ehr-words blockquote").TextContent);
        Assert.Contains("What it said is below: correct the summary", page.Find(".filing").TextContent, StringComparison.Ordinal);
        await page.Find(".filing button").ClickAsync(new MouseEventArgs());
        Assert.Equal(1, portal.Summaries.Of("Retry").Single());
    }

    [Fact]
    public async Task Whether_it_is_there_is_answered_with_its_id_or_by_sending_it_once_more()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Signed(), ".filing", Filing(FilingStatus.Unknown) with { Code = FilingCodes.NoAnswer, Question = FilingQuestion.IsItThere });
        await page.Find(".filing-question").SubmitAsync();
        Assert.Equal("Enter the id that it has there.", page.Find(".field-error").TextContent);
        await page.Find(".filing-question input").ChangeAsync(new ChangeEventArgs { Value = " abc-1 " });
        await page.Find(".filing-question").SubmitAsync();
        await page.FindAll(".filing-question button")[1].ClickAsync(new MouseEventArgs());
        Assert.Contains("it will stand there twice", page.Find("dialog").TextContent, StringComparison.Ordinal);
        await page.Find("dialog .button-primary").ClickAsync(new MouseEventArgs());
        Assert.Equal([new FilingAnswer.Found("abc-1"), new FilingAnswer.NotThere()], portal.Summaries.Of("Resolve"));
    }

    [Fact]
    public async Task A_correction_that_only_a_person_can_make_is_said_to_be_made()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Signed(), ".filing", Filing(FilingStatus.NeedsAttention) with { Code = FilingCodes.FiledElsewhere, Question = FilingQuestion.CorrectByHand, CanRetry = true, ElsewhereIn = "old.example.org" });
        Assert.Equal("It was corrected here, but the record still has what was filed before.", page.Find(".filing [role=status]").TextContent);
        Assert.Contains("old.example.org", page.Find(".filing").TextContent, StringComparison.Ordinal);
        var button = page.Find(".filing-question button");
        Assert.Equal("It is corrected there", button.TextContent);
        await button.ClickAsync(new MouseEventArgs());
        Assert.Equal([new FilingAnswer.Corrected()], portal.Summaries.Of("Resolve"));
    }

    [Fact]
    public async Task A_refused_act_says_why_in_the_words_of_summaries()
    {
        await using var portal = new PortalContext(People.Clinician);
        var page = await Shown(portal, Signed());
        portal.Summaries.Before = call => Task.FromResult(call == "Share" ? SummaryRefusals.Withdrawn : null);
        await page.FindAll(".sheet-bar button").First(button => button.TextContent.Contains("Share", StringComparison.Ordinal)).ClickAsync(new MouseEventArgs());
        await page.WaitForAssertionAsync(() => Assert.Equal("This summary was entered in error and stays so.", page.Find(".banner[role=alert] .banner-text").TextContent));
    }

    /// <summary>As somebody does who confirms; a browser tells of a dialog's closing by itself.</summary>
    private static async Task GiveUp(IRenderedComponent<SummaryPage> page)
    {
        await page.FindAll(".sheet-bar button").Single(button => button.TextContent == "Give up").ClickAsync(new MouseEventArgs());
        await page.WaitForElementAsync("dialog");
        await page.Find("dialog .button-danger").ClickAsync(new MouseEventArgs());
        await page.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);
    }

    private static string Words(AngleSharp.Dom.IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static SourceMessage Message(long sequence, string? text) => new(new(sequence), Conversations.Now, ActorKind.Patient, People.Teodor.Name.Display, text is null ? null : new ClinicalText(text), IsCorrected: false);

    private static async Task<IRenderedComponent<SummaryPage>> Shown(PortalContext portal, SummaryView view, string waitFor = "h1", params IReadOnlyList<FilingView> filings)
    {
        portal.Summaries.Add(view);
        portal.Summaries.File(view.Id, filings);
        portal.Get<NavigationManager>().NavigateTo($"/summary?summary={view.Id}");
        var page = portal.Render<SummaryPage>();
        await page.WaitForElementAsync(waitFor);

        // Fields open when the sheet's module is there, which draws the page once more: what was found before that is gone then.
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("textarea[readonly]")));
        return page;
    }
}
