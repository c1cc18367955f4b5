using System.Globalization;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.History;

/// <summary>
/// Of own messages. <c>Delivered</c>: on a device of somebody else; <c>Displayed</c>: on somebody else's screen. The furthest of all the others
/// counts; own devices do not. Whoever has written has read up to there, and no marker says so: posting moves it.
/// </summary>
public enum DeliveryState
{
    Pending,
    Accepted,
    Delivered,
    Displayed,
    Failed,
}

/// <summary>One thing that is drawn, from top to bottom. <paramref name="Key"/> stays the same from pending to displayed.</summary>
public abstract record TimelineEntry(string Key)
{
    /// <summary>
    /// A message. <paramref name="Sequence"/> is null before the receipt, <paramref name="Actor"/> before the event, <paramref name="Id"/> and
    /// <paramref name="State"/> of messages of others, <paramref name="Text"/> once retracted.
    /// </summary>
    public sealed record Message(
        string Key,
        Sequence? Sequence,
        DateTimeOffset At,
        EventActor? Actor,
        bool IsOwn,
        ClientMessageId? Id,
        ClinicalText? Text,
        Sequence? ReplyTo,
        bool IsCorrected,
        RetractionReason? Retracted,
        DeliveryState? State,
        string? Failure) : TimelineEntry(Key);

    public sealed record Notice(string Key, TimelineItem.Notice Item) : TimelineEntry(Key);

    /// <summary>Unread from here.</summary>
    public sealed record Unread() : TimelineEntry("unread");
}

/// <summary>What of a timeline is drawn, in order: the log, the unread separator, and what is yet to come into the log.</summary>
internal static class TimelineEntries
{
    public static IEnumerable<TimelineEntry> Of(Timeline timeline)
    {
        var others = timeline.Markers.Where(marker => marker.Person != timeline.Self).ToList();
        var answered = timeline.Items.LastOrDefault(item => item is TimelineItem.Message && item.Actor.Id != timeline.Self)?.Sequence ?? Sequence.None;
        var delivered = others.Aggregate(answered, (furthest, marker) => Sequence.Max(furthest, marker.Delivered));
        var displayed = others.Aggregate(answered, (furthest, marker) => Sequence.Max(furthest, marker.Read));
        DeliveryState Receipt(Sequence sequence) =>
            sequence <= displayed ? DeliveryState.Displayed : sequence <= delivered ? DeliveryState.Delivered : DeliveryState.Accepted;

        var unread = FirstUnread(timeline);
        foreach (var item in timeline.Items)
        {
            if (item.Sequence == unread) yield return new TimelineEntry.Unread();
            yield return item switch
            {
                TimelineItem.Message message => Logged(message, message.Actor.Id == timeline.Self, Receipt),
                TimelineItem.Notice notice => new TimelineEntry.Notice(KeyOf(notice.Sequence), notice),
                _ => throw new InvalidOperationException(item.GetType().Name),
            };
        }

        foreach (var message in timeline.Pending)
            yield return new TimelineEntry.Message(
                message.Id.ToString(), message.Sequence, message.At, Actor: null, IsOwn: true, message.Id, message.Text, message.ReplyTo, IsCorrected: false, Retracted: null,
                message.Failure is not null ? DeliveryState.Failed : message.Sequence is { } sequence ? Receipt(sequence) : DeliveryState.Pending, message.Failure);
    }

    /// <summary>The client's id is unique for one sender only, so another's never serves as a key.</summary>
    private static TimelineEntry.Message Logged(TimelineItem.Message message, bool own, Func<Sequence, DeliveryState> receipt) => new(
        own ? message.ClientMessageId.ToString() : KeyOf(message.Sequence), message.Sequence, message.At, message.Actor, own,
        own ? message.ClientMessageId : null, message.Text, message.ReplyTo, message.IsCorrected, message.Retracted,
        own ? receipt(message.Sequence) : null, Failure: null);

    /// <summary>The first standing message of others between the own read marker and the head of when the viewer opened it; null until all behind that marker is loaded.</summary>
    private static Sequence? FirstUnread(Timeline timeline)
    {
        var (read, head) = timeline.Opened;
        if (timeline.First > read.Next) return null;
        var found = timeline.Items.OfType<TimelineItem.Message>().FirstOrDefault(message => message.Sequence > read && message.Actor.Id != timeline.Self && message.Text is not null);
        return found is not null && found.Sequence <= head ? found.Sequence : null;
    }

    private static string KeyOf(Sequence sequence) => sequence.Value.ToString(CultureInfo.InvariantCulture);
}
