using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;

namespace Portal.Domain.Tests.Summaries;

/// <summary>What reaches a drafter, and what of a model's draft has a ground.</summary>
public class DraftSourceTests
{
    private static readonly SummarySpan Span = new(new Sequence(2), new Sequence(5));

    [Fact]
    public void A_message_reaches_a_drafter_as_it_stands_and_only_of_the_span()
    {
        var messages = SpanMessages.Of(
            [
                Happened(1, Posted("before")), Happened(2, Posted("first text")), Happened(3, Posted("taken back")), Happened(4, Posted("stays")), Happened(5, Posted("by the portal"), ActorKind.System),
                Happened(6, Posted("behind")), Happened(7, new EventBody.MessageCorrected(new Sequence(2), new("second text"))), Happened(8, new EventBody.MessageCorrected(new Sequence(2), new("third text"))),
                Happened(9, new EventBody.MessageRetracted(new Sequence(3), RetractionReason.WrongPatient)),
            ],
            Span);
        Assert.Equal([(2L, "third text"), (4L, "stays")], messages.Select(message => (message.Sequence.Value, message.Text.Reveal())));
    }

    [Fact]
    public void A_drafter_is_not_told_of_files()
    {
        var posted = Posted("see file") with { Attachments = [new AttachmentRef(Id.New<AttachmentId>(), new("scan-of-ada.pdf"), "application/pdf", 1)] };
        var source = new DraftSource(new("x"), SummaryTemplate.Usual(SummaryKind.Messages), "en", SpanMessages.Of([Happened(2, posted)], Span), null);
        Assert.DoesNotContain(ExtractiveDrafter.Draft(source).Sections.SelectMany(section => section.Sentences), sentence => sentence.Text.Reveal().Contains("scan", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("The ankle is swollen.", "2", "2")]
    [InlineData("The ankle is swollen.", "2,2,4", "2")]
    [InlineData("The ankle is swollen.", "9", "")]
    [InlineData("The ankle is swollen.", "", "")]
    [InlineData("She has diabetes.", "2", "")]
    [InlineData("Amlodipine 5 mg.", "4", "4")]
    [InlineData("Amlodipine 10 mg.", "4", "")]
    [InlineData("Swollen ankle under amlodipine 5 mg.", "4,2", "2,4")]
    public void A_models_sentence_keeps_the_sources_that_can_have_said_it(string sentence, string named, string kept)
    {
        SpanMessage[] messages = [Message(2, "My ankle is swollen"), Message(4, "I take amlodipine, 5 mg")];
        var draft = new SummaryDraft(new("x"), [new DraftSection(SectionKind.Plan, [new SummarySentence(new(sentence), [.. Numbers(named)])])], DraftOrigin.Model, "m");
        Assert.Equal(Numbers(kept), SourceCheck.Of(draft, messages).Sections[0].Sentences[0].Sources);
    }

    [Fact]
    public void A_copy_for_staff_has_every_text_and_one_for_the_patient_what_stands()
    {
        ConversationEvent[] events =
        [
            Happened(1, Posted("one")), Happened(2, Posted("two")), Happened(3, new EventBody.MessageCorrected(new Sequence(1), new("one, better"))),
            Happened(4, new EventBody.MessageRetracted(new Sequence(2), RetractionReason.Mistake)), Happened(5, new EventBody.StatusChanged(ConversationStatus.Closed)),
        ];
        var staff = ConversationCopy.Of(events, isForStaff: true);
        Assert.Equal([1L, 2, 5], staff.Select(entry => entry.Sequence.Value));
        Assert.Equal(("one, better", "one"), (staff[0].Message!.Text!.Value.Reveal(), Assert.Single(staff[0].Message!.Earlier).Text.Reveal()));
        Assert.Equal(("two", RetractionReason.Mistake), (staff[1].Message!.Text!.Value.Reveal(), staff[1].Message!.Reason));
        Assert.Null(staff[2].Message);
        var patient = ConversationCopy.Of(events, isForStaff: false);
        Assert.Equal("one, better", patient[0].Message!.Text!.Value.Reveal());
        Assert.Empty(patient[0].Message!.Earlier);
        Assert.Null(patient[1].Message!.Text);
        Assert.Equal("", ((EventBody.MessagePosted)patient[1].Body).Text.Reveal());
    }

    private static IEnumerable<Sequence> Numbers(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => new Sequence(long.Parse(number, null)));

    private static SpanMessage Message(long sequence, string text) => new(new Sequence(sequence), DateTimeOffset.UnixEpoch, ActorKind.Patient, new("Ada"), new(text), null);

    private static EventBody.MessagePosted Posted(string text) => new(Id.New<ClientMessageId>(), new ClinicalText(text), null, []);

    private static ConversationEvent Happened(long sequence, EventBody body, ActorKind by = ActorKind.Patient) =>
        new(default, new Sequence(sequence), Id.New<EventId>(), DateTimeOffset.UnixEpoch.AddMinutes(sequence), new EventActor(default, by, new("Ada")), body);
}
