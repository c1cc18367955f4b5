using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>
/// Drafts a summary by picking, without a model and without leaving the machine: who wrote when, what was asked and answered, symptoms and
/// medicines as the patient's side told them, what staff found and want done, what was agreed, and what is still open. Every sentence quotes and names the events that it
/// came from. Pure: the same source gives the same draft.
/// </summary>
public static class ExtractiveDrafter
{
    private const int MostOfASection = 20;
    private const int MostOfAnAnswer = 2;

    public static SummaryDraft Draft(DraftSource source)
    {
        var found = new Picking(source).All();
        return new SummaryDraft(source.Topic, [.. source.Template.Sections.Select(kind => new DraftSection(kind, Kept(found[kind])))], DraftOrigin.Extract);
    }

    /// <summary>Headings first, then in the order of the conversation; of more than a reader takes in, the newest.</summary>
    private static IReadOnlyList<SummarySentence> Kept(List<Picked> picked)
    {
        var headings = picked.Where(one => one.IsHeading).Select(one => one.Sentence).ToList();
        var rest = picked.Where(one => !one.IsHeading).Select(one => one.Sentence).OrderBy(sentence => sentence.Sources.Max()).ToList();
        return [.. headings, .. rest.TakeLast(MostOfASection - headings.Count)];
    }

    private sealed record Picked(SummarySentence Sentence, bool IsHeading);

    private sealed record Said(SpanMessage Message, string Text, Cue Cues)
    {
        public bool Has(Cue cue) => (Cues & cue) != Cue.None;
    }

    private sealed class Picking(DraftSource source)
    {
        private readonly DraftPhrases phrases = DraftPhrases.For(source.Language);
        private readonly List<Said> said = [.. source.Messages.SelectMany(message => Sentences.Of(message.Text.Reveal()).Select(text => new Said(message, text, CueFinder.Of(text))))];
        private readonly Dictionary<SectionKind, List<Picked>> sections = Enum.GetValues<SectionKind>().ToDictionary(kind => kind, _ => new List<Picked>());

        public Dictionary<SectionKind, List<Picked>> All()
        {
            OfVisit();
            Exchange();
            Questions();
            Complaints();
            Findings();
            Wishes();
            return sections;
        }

        private void OfVisit()
        {
            if (source.Visit is not { } visit) return;
            var state = visit.State;
            Say(SectionKind.Reason, phrases.Fill(phrases.VisitReason, OneLine(visit.Reason)), visit.Sources, isHeading: true);
            Say(SectionKind.History, state switch
            {
                { StartedAt: { } began, EndedAt: { } ended } => phrases.Fill(phrases.VisitHeld, phrases.On(began), DraftPhrases.Time(began), DraftPhrases.Time(ended)),
                { StartedAt: { } began } => phrases.Fill(phrases.VisitRunning, phrases.On(began), DraftPhrases.Time(began)),
                _ => phrases.Fill(phrases.VisitNotHeld, phrases.On(state.ScheduledFor), DraftPhrases.Time(state.ScheduledFor)),
            }, visit.Sources, isHeading: true);
            if (Waited(visit) is { } minutes and > 0) Say(SectionKind.History, phrases.Fill(phrases.Waited, minutes), visit.Sources, isHeading: true);
            var present = visit.Timeline.Where(moment => moment.Kind == VisitMomentKind.Joined && moment.PersonKind is not null)
                .Select(moment => phrases.Who(moment.PersonKind!.Value, moment.DisplayName.Reveal())).Distinct(StringComparer.Ordinal).ToList();
            if (present.Count > 0) Say(SectionKind.History, phrases.Fill(phrases.Present, string.Join(", ", present)), visit.Sources, isHeading: true);
        }

        /// <summary>From the last knock before the first admission; null where nobody knocked or nobody was admitted.</summary>
        private static int? Waited(VisitFacts visit)
        {
            var admitted = visit.Timeline.FirstOrDefault(moment => moment.Kind == VisitMomentKind.Admitted);
            var knocked = visit.Timeline.LastOrDefault(moment => moment.Kind == VisitMomentKind.CheckedIn && moment.At <= admitted?.At);
            return admitted is null || knocked is null ? null : (int)(admitted.At - knocked.At).TotalMinutes;
        }

        private void Exchange()
        {
            if (source.Messages.Count == 0) return;
            var (first, last) = (source.Messages[0], source.Messages[^1]);
            var writers = source.Messages.GroupBy(message => phrases.Who(message.Kind, message.Author.Reveal()), StringComparer.Ordinal).Select(own => $"{own.Key} {own.Count()}");
            var (from, to, who) = (phrases.On(first.At), phrases.On(last.At), string.Join(", ", writers));
            var words = from == to ? phrases.Fill(phrases.ExchangeOfOneDay, source.Messages.Count, from, who) : phrases.Fill(phrases.Exchange, source.Messages.Count, from, to, who);
            Say(SectionKind.History, words, first == last ? [first.Sequence] : [first.Sequence, last.Sequence], isHeading: true);
        }

        /// <summary>The first thing that the patient's side asked or told is why it wrote; each question stands with its answer, or is open.</summary>
        private void Questions()
        {
            var asked = said.Where(one => one.Message.IsPatientSide && one.Has(Cue.Question)).ToList();
            if ((asked.Count > 0 ? asked[0] : said.Find(IsComplaint) ?? said.Find(one => one.Message.IsPatientSide && !IsCourtesy(one))) is { } why) Quote(SectionKind.Reason, why);
            foreach (var question in asked)
            {
                var answer = AnswerTo(question.Message);
                if (answer is null) Say(SectionKind.FollowUp, phrases.Fill(phrases.Open, Who(question), On(question), question.Text), [question.Message.Sequence]);
                else Pair(SectionKind.History, phrases.Answered, question, answer, string.Join(' ', Substance(answer).Take(MostOfAnAnswer).Select(one => one.Text)));
            }
        }

        private void Complaints()
        {
            foreach (var one in said.Where(one => IsComplaint(one) && !one.Has(Cue.Question))) Quote(SectionKind.History, one);
        }

        private void Findings()
        {
            foreach (var one in OfStaff().Where(one => one.Has(Cue.Assessment) && !one.Has(Cue.Question))) Quote(SectionKind.Assessment, one);
        }

        /// <summary>What staff want done, with the patient's word on it, and what comes next. Said to the patient in plain words already, they are the instructions too.</summary>
        private void Wishes()
        {
            foreach (var one in OfStaff().Where(one => one.Has(Cue.Plan | Cue.FollowUp) && !one.Has(Cue.Question)))
            {
                var section = one.Has(Cue.FollowUp) ? SectionKind.FollowUp : SectionKind.Plan;
                if (AgreementTo(one.Message) is { } yes) Pair(section, phrases.Agreed, one, yes.Message, yes.Text);
                else Quote(section, one);
                Say(SectionKind.Instructions, one.Text, [one.Message.Sequence]);
            }
        }

        private IEnumerable<Said> OfStaff() => said.Where(one => one.Message.Kind == ActorKind.Practitioner);

        private static bool IsComplaint(Said one) => one.Message.IsPatientSide && one.Has(Cue.Symptom | Cue.Medication);

        private static bool IsCourtesy(Said one) => one.Cues == Cue.Courtesy;

        /// <summary>A reply to it by staff, else what staff wrote next, before or after more of the patient's.</summary>
        private SpanMessage? AnswerTo(SpanMessage question)
        {
            var later = source.Messages.Where(message => message.Sequence > question.Sequence && message.Kind == ActorKind.Practitioner).ToList();
            return later.Find(message => message.ReplyTo == question.Sequence) ?? later.Find(message => message.ReplyTo is null);
        }

        private Said? AgreementTo(SpanMessage wish)
        {
            var next = source.Messages.FirstOrDefault(message => message.Sequence > wish.Sequence && (message.IsPatientSide || message.Kind == ActorKind.Practitioner));
            return next is { IsPatientSide: true } ? said.Find(one => one.Message == next && one.Has(Cue.Agreement) && !one.Has(Cue.Question)) : null;
        }

        private List<Said> Substance(SpanMessage message)
        {
            var all = said.Where(one => one.Message == message).ToList();
            var substance = all.Where(one => !IsCourtesy(one)).ToList();
            return substance.Count > 0 ? substance : all;
        }

        private void Quote(SectionKind section, Said one) => Say(section, phrases.Fill(phrases.Said, Who(one), On(one), one.Text), [one.Message.Sequence]);

        private void Pair(SectionKind section, string phrase, Said first, SpanMessage second, string words) => Say(
            section,
            phrases.Fill(phrase, Who(first), On(first), first.Text, phrases.Who(second.Kind, second.Author.Reveal()), words),
            [first.Message.Sequence, second.Sequence]);

        private string Who(Said one) => phrases.Who(one.Message.Kind, one.Message.Author.Reveal());

        private string On(Said one) => phrases.On(one.Message.At);

        /// <summary>What the template has no place for stands in the nearest section that it has. A sentence stands once in a section.</summary>
        private void Say(SectionKind section, string words, IReadOnlyList<Sequence> sources, bool isHeading = false)
        {
            if (Place(section) is not { } place) return;
            var text = new ClinicalText(words);
            if (!sections[place].Exists(one => one.Sentence.Text == text)) sections[place].Add(new Picked(new SummarySentence(text, sources), isHeading));
        }

        private SectionKind? Place(SectionKind section)
        {
            if (source.Template.Sections.Contains(section)) return section;
            return section switch
            {
                SectionKind.Assessment => Place(SectionKind.History),
                SectionKind.FollowUp => Place(SectionKind.Plan),
                SectionKind.History => Place(SectionKind.Reason),
                SectionKind.Reason or SectionKind.Plan or SectionKind.Instructions => null,
            };
        }

        private static string OneLine(ClinicalText text) => string.Join(' ', text.Reveal().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
    }
}
