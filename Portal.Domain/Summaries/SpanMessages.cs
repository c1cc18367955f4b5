using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>A message as a drafter sees it: as it stands, without its files.</summary>
public sealed record SpanMessage(Sequence Sequence, DateTimeOffset At, ActorKind Kind, ClinicalText Author, ClinicalText Text, Sequence? ReplyTo)
{
    public bool IsPatientSide => Kind is ActorKind.Patient or ActorKind.RelatedPerson;
}

/// <summary>From the log of a conversation to what may be summed up.</summary>
public static class SpanMessages
{
    /// <summary>
    /// The messages of the span in order, each with the text that stands now: corrected ones by their last correction, retracted ones not at all.
    /// Corrections and retractions count wherever they stand in the log. What the portal itself wrote is nobody's word.
    /// </summary>
    public static IReadOnlyList<SpanMessage> Of(IReadOnlyCollection<ConversationEvent> events, SummarySpan span)
    {
        var texts = new Dictionary<Sequence, ClinicalText>();
        var gone = new HashSet<Sequence>();
        foreach (var one in events.OrderBy(one => one.Sequence))
        {
            if (one.Body is EventBody.MessageCorrected corrected) texts[corrected.Target] = corrected.Text;
            else if (one.Body is EventBody.MessageRetracted retracted) gone.Add(retracted.Target);
        }

        return
        [
            .. from one in events
               where span.Covers(one.Sequence) && !gone.Contains(one.Sequence) && one.Actor.Kind != ActorKind.System
               let posted = one.Body as EventBody.MessagePosted
               where posted is not null
               orderby one.Sequence
               select new SpanMessage(one.Sequence, one.At, one.Actor.Kind, one.Actor.DisplayName, texts.TryGetValue(one.Sequence, out var text) ? text : posted.Text, posted.ReplyTo),
        ];
    }
}
