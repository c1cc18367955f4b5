using Portal.Domain.Shared;
using Portal.Domain.Summaries;

namespace Portal.Domain.Tests.Summaries;

public class ConversationSummaryTests
{
    private static readonly SummaryText Text = new(new ClinicalText("Ankle swelling"), [new(SectionKind.Plan, new ClinicalText("Recheck.")), new(SectionKind.Instructions, new ClinicalText("Rest."))]);
    private static readonly SummaryState Signed = ConversationSummary.Sign(SummaryState.New, 1, Text).Value;

    public static TheoryData<SummaryStatus> Statuses => new(Enum.GetValues<SummaryStatus>());

    [Fact]
    public void A_draft_is_edited_signed_filed_corrected_and_withdrawn()
    {
        var edited = ConversationSummary.Edit(SummaryState.New, 1).Value;
        Assert.Equal((SummaryStatus.InReview, 2), (edited.Status, edited.Revision));
        var signed = ConversationSummary.Sign(edited, 2, Text).Value;
        Assert.Equal((1, SummaryStatus.Signed, new StandingVersion(1, SummaryStatus.Signed)), (signed.Version, signed.Status, signed.Standing));
        var filed = ConversationSummary.EndFiling(ConversationSummary.BeginFiling(signed, 1)!, 1, isFiled: true)!;
        Assert.Equal(SummaryStatus.Filed, filed.Status);
        var correcting = ConversationSummary.Correct(filed).Value;
        Assert.Equal((2, SummaryStatus.Draft, SummaryStatus.Filed), (correcting.Version, correcting.Status, correcting.Of(1)));
        var corrected = ConversationSummary.Sign(correcting, correcting.Revision, Text).Value;
        Assert.Equal((SummaryStatus.Superseded, SummaryStatus.Signed), (corrected.Of(1), corrected.Of(2)));
        var withdrawn = ConversationSummary.EnterInError(corrected).Value;
        Assert.Equal((3, SummaryStatus.EnteredInError, SummaryStatus.Superseded), (withdrawn.Version, withdrawn.Status, withdrawn.Of(2)));
    }

    [Fact]
    public void Nothing_is_signed_twice() => Assert.Equal(SummaryRefusals.NotADraft, ConversationSummary.Sign(Signed, Signed.Revision, Text).Refusal);

    [Fact]
    public void Nothing_is_saved_or_signed_over_what_somebody_else_saved_meanwhile()
    {
        var edited = ConversationSummary.Edit(SummaryState.New, 1).Value;
        Assert.Equal(SummaryRefusals.Revised, ConversationSummary.Edit(edited, 1).Refusal);
        Assert.Equal(SummaryRefusals.Revised, ConversationSummary.Sign(edited, 1, Text).Refusal);
    }

    [Fact]
    public void Nothing_is_signed_that_says_nothing_to_a_clinician()
    {
        Assert.Equal(SummaryRefusals.NothingSaid, ConversationSummary.Sign(SummaryState.New, 1, Text with { Topic = new(" ") }).Refusal);
        Assert.Equal(SummaryRefusals.NothingSaid, ConversationSummary.Sign(SummaryState.New, 1, Text with { Sections = [Text.Sections[1], new(SectionKind.Plan, new(" \n"))] }).Refusal);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Only_a_draft_is_edited(SummaryStatus status)
    {
        var isDraft = status is SummaryStatus.Draft or SummaryStatus.InReview;
        var state = isDraft ? SummaryState.New with { Status = status } : new SummaryState(1, status, 1, new StandingVersion(1, status));
        Assert.Equal(isDraft, ConversationSummary.Edit(state, 1).IsOk);
    }

    [Fact]
    public void What_was_not_signed_is_neither_corrected_nor_withdrawn_nor_shared()
    {
        Assert.Equal(SummaryRefusals.NotSigned, ConversationSummary.Correct(SummaryState.New).Refusal);
        Assert.Equal(SummaryRefusals.NotSigned, ConversationSummary.EnterInError(SummaryState.New).Refusal);
        Assert.Equal(SummaryRefusals.NotSigned, ConversationSummary.Share(SummaryState.New, Text).Refusal);
    }

    [Fact]
    public void One_correction_is_at_work_at_a_time_and_a_withdrawal_drops_it()
    {
        var correcting = ConversationSummary.Correct(Signed).Value;
        Assert.Equal(SummaryRefusals.DraftOpen, ConversationSummary.Correct(correcting).Refusal);
        var withdrawn = ConversationSummary.EnterInError(correcting).Value;
        Assert.Equal((2, SummaryStatus.EnteredInError), (withdrawn.Version, withdrawn.Status));
    }

    [Fact]
    public void A_draft_given_up_is_gone_or_leaves_what_was_signed()
    {
        Assert.Null(ConversationSummary.Discard(SummaryState.New, 1).Value);
        var correcting = ConversationSummary.Correct(Signed).Value;
        Assert.Equal(SummaryRefusals.Revised, ConversationSummary.Discard(correcting, correcting.Revision - 1).Refusal);
        var back = ConversationSummary.Discard(correcting, correcting.Revision).Value!;
        Assert.Equal((1, SummaryStatus.Signed, correcting.Revision + 1), (back.Version, back.Status, back.Revision));
        Assert.Equal(SummaryRefusals.NotADraft, ConversationSummary.Discard(Signed, Signed.Revision).Refusal);
    }

    [Fact]
    public void What_was_withdrawn_stays_so()
    {
        var withdrawn = ConversationSummary.EnterInError(Signed).Value;
        Assert.Equal(SummaryRefusals.Withdrawn, ConversationSummary.Edit(withdrawn, withdrawn.Revision).Refusal);
        Assert.Equal(SummaryRefusals.Withdrawn, ConversationSummary.Sign(withdrawn, withdrawn.Revision, Text).Refusal);
        Assert.Equal(SummaryRefusals.Withdrawn, ConversationSummary.Correct(withdrawn).Refusal);
        Assert.Equal(SummaryRefusals.Withdrawn, ConversationSummary.EnterInError(withdrawn).Refusal);
        Assert.Equal(SummaryRefusals.Withdrawn, ConversationSummary.Share(withdrawn, Text).Refusal);
        Assert.Null(ConversationSummary.BeginFiling(withdrawn, withdrawn.Version));
        Assert.Null(ConversationSummary.EndFiling(withdrawn, withdrawn.Version, isFiled: true));
    }

    [Fact]
    public void What_became_of_an_older_version_changes_nothing_and_that_of_the_standing_one_leaves_a_correction_at_work()
    {
        var correcting = ConversationSummary.Correct(Signed).Value;
        var filed = ConversationSummary.EndFiling(correcting, 1, isFiled: true)!;
        Assert.Equal((2, SummaryStatus.Draft, SummaryStatus.Filed), (filed.Version, filed.Status, filed.Standing!.Status));
        var corrected = ConversationSummary.Sign(filed, filed.Revision, Text).Value;
        Assert.Null(ConversationSummary.EndFiling(corrected, 1, isFiled: false));
        Assert.Equal(SummaryStatus.FilingFailed, ConversationSummary.EndFiling(corrected, 2, isFiled: false)!.Status);
    }

    [Fact]
    public void What_is_filed_does_not_fail_any_more_and_what_failed_can_be_filed()
    {
        var filed = ConversationSummary.EndFiling(Signed, 1, isFiled: true)!;
        Assert.Null(ConversationSummary.EndFiling(filed, 1, isFiled: false));
        var failed = ConversationSummary.EndFiling(Signed, 1, isFiled: false)!;
        Assert.Equal(SummaryStatus.Filed, ConversationSummary.EndFiling(ConversationSummary.BeginFiling(failed, 1)!, 1, isFiled: true)!.Status);
    }

    [Fact]
    public void Only_instructions_are_shared() =>
        Assert.Equal(SummaryRefusals.NoInstructions, ConversationSummary.Share(Signed, Text with { Sections = [Text.Sections[0], new(SectionKind.Instructions, new(" "))] }).Refusal);

    [Theory]
    [InlineData(8_000, null)]
    [InlineData(8_001, "$.sections[0].text")]
    public void A_section_holds_eight_thousand_units(int length, string? path) =>
        Assert.Equal(path, SummaryRules.Objection(Text with { Sections = [new(SectionKind.Plan, new(new string('x', length)))] })?.Errors?.Keys.Single());

    [Fact]
    public void No_kind_of_section_stands_twice_and_nothing_invisible_is_kept()
    {
        Assert.NotNull(SummaryRules.Objection(Text with { Sections = [Text.Sections[0], Text.Sections[0]] }));
        Assert.NotNull(SummaryRules.Objection(Text with { Sections = [new(SectionKind.Plan, new("a\u0001"))] }));
        Assert.Null(SummaryRules.Objection(Text with { Topic = new(""), Sections = [new(SectionKind.Plan, new(""))] }));
    }

    [Fact]
    public void Each_kind_has_a_usual_template_and_names_are_found_by_kind()
    {
        Assert.Equal("visit-summary", SummaryTemplate.Usual(SummaryKind.Visit).Name);
        Assert.Null(SummaryTemplate.Named("visit-summary", SummaryKind.Messages));
        Assert.All(SummaryTemplate.All, template => Assert.Equal(template.Sections.Order(), template.Sections));
        Assert.All(SummaryTemplate.All, template => Assert.InRange(template.Name.Length, 1, SummaryTemplate.NameLimit));
    }

    [Theory]
    [InlineData("es", "es")]
    [InlineData("es-MX", "es")]
    [InlineData("est", "en")]
    [InlineData("fr", "en")]
    [InlineData(null, "en")]
    public void A_summary_is_in_Spanish_for_whoever_speaks_it(string? patients, string language) => Assert.Equal(language, SummaryRules.Language(patients));

    [Fact]
    public void A_message_of_the_span_that_changed_later_than_anybody_looked_makes_it_stale()
    {
        SourceChange Change(long message, long by) => new(new Sequence(message), new Sequence(by));
        var span = new SummarySpan(new Sequence(3), new Sequence(6));
        Assert.Equal([new Sequence(4), new Sequence(6)], Staleness.Of(span, [Change(6, 12), Change(4, 11), Change(4, 13), Change(5, 10), Change(7, 14), Change(2, 15)], new Sequence(10)));
    }
}
