using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.History;

/// <summary>From events of the log to what is drawn of them, corrections and retractions put where they belong.</summary>
internal static class TimelineItems
{
    private static readonly ImmutableDictionary<Sequence, Amendment> None = ImmutableDictionary<Sequence, Amendment>.Empty;

    public static IEnumerable<TimelineItem> Of(IEnumerable<ConversationEvent> events, ImmutableDictionary<Sequence, Amendment> amendments) =>
        events.Where(found => TargetOf(found) is null).Select(found => Amend(ItemOf(found), amendments));

    /// <summary>The message that a correction or retraction is about; null of everything else.</summary>
    public static Sequence? TargetOf(ConversationEvent found) => found.Body switch
    {
        EventBody.MessageCorrected corrected => corrected.Target,
        EventBody.MessageRetracted retracted => retracted.Target,
        _ => null,
    };

    public static ImmutableDictionary<Sequence, Amendment> AmendmentsIn(IEnumerable<ConversationEvent> events) => events.Aggregate(None, (found, next) => next.Body switch
    {
        EventBody.MessageCorrected corrected => Put(found, corrected.Target, new(corrected.Text)),
        EventBody.MessageRetracted retracted => Put(found, retracted.Target, new(null, retracted.Reason)),
        _ => found,
    });

    public static ImmutableDictionary<Sequence, Amendment> Merge(ImmutableDictionary<Sequence, Amendment> older, ImmutableDictionary<Sequence, Amendment> newer) =>
        newer.Aggregate(older, (all, next) => Put(all, next.Key, next.Value));

    public static TimelineItem Amend(TimelineItem item, ImmutableDictionary<Sequence, Amendment> amendments) =>
        item is TimelineItem.Message message && amendments.TryGetValue(item.Sequence, out var amendment)
            ? message with { Text = amendment.Text, IsCorrected = !amendment.IsRetraction, Retracted = amendment.Retracted }
            : item;

    /// <summary>The newer one wins, but a retraction stands whatever comes after it.</summary>
    private static ImmutableDictionary<Sequence, Amendment> Put(ImmutableDictionary<Sequence, Amendment> all, Sequence target, Amendment amendment) =>
        all.TryGetValue(target, out var standing) && standing.IsRetraction ? all : all.SetItem(target, amendment);

    private static TimelineItem ItemOf(ConversationEvent found) => found.Body is EventBody.MessagePosted posted
        ? new TimelineItem.Message(found.Sequence, found.At, found.Actor, posted.ClientMessageId, posted.Text, posted.ReplyTo, posted.Attachments, IsCorrected: false, Retracted: null)
        : new TimelineItem.Notice(found.Sequence, found.At, found.Actor, found.Body);
}
