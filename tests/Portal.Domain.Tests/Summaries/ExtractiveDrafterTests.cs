using System.Globalization;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;
using Portal.Domain.Visits;

namespace Portal.Domain.Tests.Summaries;

public class ExtractiveDrafterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private static readonly SpanMessage[] Ankle =
    [
        Says(1, ActorKind.Patient, "Hello! Since Monday my ankle is swollen and it hurts. I take amlodipine 5 mg once a day. Can I stop the tablets?"),
        Says(2, ActorKind.Practitioner, "Good morning. This looks like a side effect of amlodipine. Please do not stop it. Elevate your leg in the evening. We will recheck in two weeks."),
        Says(3, ActorKind.Patient, "Ok, I will do that. Thank you."),
        Says(4, ActorKind.Patient, "Is it safe to fly on Friday?"),
    ];

    [Fact]
    public void What_was_asked_and_answered_told_found_wanted_and_agreed_stands_in_its_section()
    {
        var draft = Draft(Ankle);
        Assert.Contains("Patient, 12 March 2026: “Can I stop the tablets?”", Texts(draft, SectionKind.Reason));
        Assert.Contains("Patient, 12 March 2026: “Can I stop the tablets?” – Dr Lee answered: “This looks like a side effect of amlodipine. Please do not stop it.”", Texts(draft, SectionKind.History));
        Assert.Contains("Patient, 12 March 2026: “I take amlodipine 5 mg once a day.”", Texts(draft, SectionKind.History));
        Assert.Contains("Patient, 12 March 2026: “Since Monday my ankle is swollen and it hurts.”", Texts(draft, SectionKind.History));
        Assert.Contains("4 messages on 12 March 2026: Patient 3, Dr Lee 1.", Texts(draft, SectionKind.History));
        Assert.Contains("Dr Lee, 12 March 2026: “This looks like a side effect of amlodipine.”", Texts(draft, SectionKind.Assessment));
        Assert.Contains("Dr Lee, 12 March 2026: “Elevate your leg in the evening.” – Patient agreed: “Ok, I will do that.”", Texts(draft, SectionKind.Plan));
        Assert.Contains("Dr Lee, 12 March 2026: “We will recheck in two weeks.” – Patient agreed: “Ok, I will do that.”", Texts(draft, SectionKind.FollowUp));
        Assert.Contains("Open question of Patient, 12 March 2026: “Is it safe to fly on Friday?”", Texts(draft, SectionKind.FollowUp));
        Assert.Equal(["Please do not stop it.", "Elevate your leg in the evening.", "We will recheck in two weeks."], Texts(draft, SectionKind.Instructions));
        Assert.DoesNotContain(draft.Sections.SelectMany(section => section.Sentences), sentence => sentence.Text.Reveal().Contains("Good morning", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_sentence_names_the_messages_that_it_came_from()
    {
        var draft = Draft(Ankle);
        Assert.All(draft.Sections.SelectMany(section => section.Sentences), sentence => Assert.NotEmpty(sentence.Sources));
        Assert.Equal([new Sequence(1), new Sequence(2)], Find(draft, "answered").Sources);
        Assert.Equal([new Sequence(2), new Sequence(3)], Find(draft, "Elevate").Sources);
        Assert.Equal([new Sequence(4)], Find(draft, "Open question").Sources);
    }

    [Fact]
    public void Spanish_is_understood_and_written()
    {
        var draft = Draft(
            "es",
            Says(1, ActorKind.RelatedPerson, "Buenos días. Mi madre tiene fiebre y tos desde ayer. ¿Debo darle paracetamol 500 mg?"),
            Says(2, ActorKind.Practitioner, "Sí, tome una tableta cada ocho horas. Parece una infección viral. Llámenos si empeora."),
            Says(3, ActorKind.RelatedPerson, "De acuerdo, así lo haré."));
        Assert.Contains("Persona allegada, 12 de marzo de 2026: «¿Debo darle paracetamol 500 mg?»", Texts(draft, SectionKind.Reason));
        Assert.Contains("Persona allegada, 12 de marzo de 2026: «Mi madre tiene fiebre y tos desde ayer.»", Texts(draft, SectionKind.History));
        Assert.Contains("Dr Lee, 12 de marzo de 2026: «Parece una infección viral.»", Texts(draft, SectionKind.Assessment));
        Assert.Contains("Dr Lee, 12 de marzo de 2026: «Sí, tome una tableta cada ocho horas.» – Persona allegada estuvo de acuerdo: «De acuerdo, así lo haré.»", Texts(draft, SectionKind.Plan));
        Assert.Contains(Texts(draft, SectionKind.FollowUp), text => text.Contains("Llámenos si empeora.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_question_is_answered_by_the_reply_to_it_and_open_where_nobody_wrote_after()
    {
        var draft = Draft(
            Says(1, ActorKind.Patient, "Can I drive?"),
            Says(2, ActorKind.Patient, "How long will the cough last?"),
            Says(3, ActorKind.Practitioner, "About ten days.", replyTo: 2),
            Says(4, ActorKind.Practitioner, "Not before Monday.", replyTo: 1));
        Assert.Contains(Texts(draft, SectionKind.History), text => text.Contains("“Can I drive?” – Dr Lee answered: “Not before Monday.”", StringComparison.Ordinal));
        Assert.Contains(Texts(draft, SectionKind.History), text => text.Contains("last?” – Dr Lee answered: “About ten days.”", StringComparison.Ordinal));
        Assert.DoesNotContain(Texts(draft, SectionKind.FollowUp), text => text.StartsWith("Open question", StringComparison.Ordinal));
    }

    [Fact]
    public void A_visit_is_told_by_its_record()
    {
        var state = new VisitState(VisitStatus.Finished, WaitingState.Completed, Noon, TimeSpan.FromMinutes(20), null, null, null, Noon.AddMinutes(7), Noon.AddMinutes(24));
        VisitMoment[] timeline =
        [
            new(Noon.AddMinutes(-5), VisitMomentKind.CheckedIn, null, ActorKind.Patient, new("Ada"), null),
            new(Noon.AddMinutes(6), VisitMomentKind.Admitted, null, ActorKind.Practitioner, new("Dr Lee"), null),
            new(Noon.AddMinutes(7), VisitMomentKind.Joined, null, ActorKind.Practitioner, new("Dr Lee"), null),
            new(Noon.AddMinutes(7), VisitMomentKind.Joined, null, ActorKind.Patient, new("Ada"), null),
        ];
        var facts = new VisitFacts(new("A rash\nthat itches"), state, timeline, [new Sequence(5), new Sequence(9)]);
        var draft = ExtractiveDrafter.Draft(new DraftSource(new("A rash"), SummaryTemplate.Usual(SummaryKind.Visit), "en", [], facts));
        Assert.Equal(["Booked for: “A rash that itches”"], Texts(draft, SectionKind.Reason));
        Assert.Equal(["Video visit on 12 March 2026, 12:07 to 12:24 UTC.", "The patient waited 11 minutes.", "In the call: Dr Lee, Patient."], Texts(draft, SectionKind.History));
        Assert.All(draft.Sections.SelectMany(section => section.Sentences), sentence => Assert.Equal([new Sequence(5), new Sequence(9)], sentence.Sources));
    }

    [Fact]
    public void What_the_template_has_no_place_for_stands_in_the_nearest_section()
    {
        var brief = ExtractiveDrafter.Draft(new DraftSource(new("x"), SummaryTemplate.Named("brief", SummaryKind.Messages)!, "en", Ankle, null));
        Assert.Equal([SectionKind.Reason, SectionKind.Plan, SectionKind.FollowUp], brief.Sections.Select(section => section.Kind));
        Assert.Contains(Texts(brief, SectionKind.Reason), text => text.Contains("looks like", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_messages_give_the_same_draft_and_four_hundred_of_them_give_a_short_one()
    {
        var many = Enumerable.Range(1, 400).Select(number => Says(number, number % 3 == 0 ? ActorKind.Practitioner : ActorKind.Patient, $"Day {number}: the pain is worse. Can I take {number} mg? It looks like a sprain. Please take a rest. We will recheck tomorrow.")).ToArray();
        var (first, second) = (Draft(many), Draft(many));
        Assert.Equal(Everything(first), Everything(second));
        Assert.All(first.Sections, section => Assert.InRange(section.Sentences.Count, 1, 20));
        Assert.Contains(Texts(first, SectionKind.Instructions), text => text.Length > 0);
        Assert.Contains(Texts(first, SectionKind.History), text => text.Contains("Day 400", StringComparison.Ordinal));
        Assert.Null(SummaryRules.Objection(SummaryText.Of(first)));
    }

    [Theory]
    [InlineData("Dr. Lee said 2.5 mg. Is that right?! Yes", "Dr. Lee said 2.5 mg.|Is that right?!|Yes")]
    [InlineData("one\n\n two\tthree ", "one|two three")]
    [InlineData("¿Puedo? Sí…", "¿Puedo?|Sí…")]
    [InlineData("...", "")]
    public void Text_is_taken_apart_where_sentences_end(string text, string sentences) => Assert.Equal(sentences, string.Join('|', Sentences.Of(text)));

    [Fact]
    public void A_sentence_without_end_is_cut_and_no_pair_is_broken()
    {
        Assert.Equal("ab" + string.Concat(Enumerable.Repeat("😀", 199)) + "…", Assert.Single(Sentences.Of("ab" + string.Concat(Enumerable.Repeat("😀", 300)))));
        Assert.Equal(new string('a', Sentences.Longest - 1) + "…", Assert.Single(Sentences.Of(string.Concat(Enumerable.Repeat(new string('a', Sentences.Longest - 1) + " ", 2)))));
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("😀", 199)) + "…", Assert.Single(Sentences.Of("x" + string.Concat(Enumerable.Repeat("😀", 300)))));
    }

    [Fact]
    public void Cues_are_stored_as_they_are_looked_up()
    {
        foreach (var phrase in CueWords.English.Values.Concat(CueWords.Spanish.Values).SelectMany(phrases => phrases))
        {
            Assert.Equal(phrase.TrimEnd('*'), string.Join(' ', Sentences.Words(phrase)));
            Assert.True(!phrase.EndsWith('*') || phrase.Length > 3, phrase);
        }
    }

    [Theory]
    [InlineData("My lisinopril is gone", Cue.Medication)]
    [InlineData("tomo Losartán 50mg", Cue.Medication)]
    [InlineData("it was in April", Cue.None)]
    [InlineData("I told him yes", Cue.None)]
    public void Medicines_are_known_by_their_stems(string sentence, object cue) => Assert.Equal((Cue)cue, CueFinder.Of(sentence));

    private static SummaryDraft Draft(params SpanMessage[] messages) => Draft("en", messages);

    private static SummaryDraft Draft(string language, params SpanMessage[] messages) =>
        ExtractiveDrafter.Draft(new DraftSource(new ClinicalText("A topic"), SummaryTemplate.Usual(SummaryKind.Messages), language, messages, null));

    private static SpanMessage Says(long sequence, ActorKind kind, string text, long? replyTo = null) =>
        new(new Sequence(sequence), Noon.AddMinutes(sequence / 100d), kind, new ClinicalText(kind == ActorKind.Practitioner ? "Dr Lee" : "Ada Example"), new ClinicalText(text), replyTo is { } target ? new Sequence(target) : null);

    private static List<string> Texts(SummaryDraft draft, SectionKind kind) => [.. draft.Sections.Single(section => section.Kind == kind).Sentences.Select(sentence => sentence.Text.Reveal())];

    private static SummarySentence Find(SummaryDraft draft, string word) => draft.Sections.SelectMany(section => section.Sentences).First(sentence => sentence.Text.Reveal().Contains(word, StringComparison.Ordinal));

    private static string Everything(SummaryDraft draft) =>
        string.Join('\n', draft.Sections.SelectMany(section => section.Sentences).Select(sentence => string.Create(CultureInfo.InvariantCulture, $"{sentence.Text.Reveal()} {string.Join(',', sentence.Sources)}")));
}
