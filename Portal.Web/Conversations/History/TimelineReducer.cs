using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using static Portal.Web.Conversations.History.TimelineInput;

namespace Portal.Web.Conversations.History;

/// <summary>Pure: a timeline and an input give a timeline. An event that does not follow <see cref="Timeline.Last"/> is never put in.</summary>
internal static class TimelineReducer
{
    public static (Timeline Timeline, TimelineOutcome Outcome) Apply(Timeline timeline, TimelineInput input) => input switch
    {
        EventsCame came => Append(timeline, came.Events, came.Head),
        OlderCame came => Prepend(timeline, came.Events),
        HeadSeen seen => RaiseHead(timeline, seen.Head),
        MarkerMoved moved => Mark(timeline, moved.Marker),
        Sent sent => Send(timeline, sent),
        Accepted accepted => Accept(timeline, accepted.Id, accepted.Receipt),
        NotTaken refused => Amend(timeline, refused.Id, message => message with { Failure = refused.Reason }),
        Retried retried => Retry(timeline, retried.Id),
        Discarded discarded => Without(timeline, discarded.Id),
        Trimmed trimmed => Trim(timeline, trimmed.Keep),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name, null),
    };

    private static (Timeline, TimelineOutcome) Append(Timeline timeline, IReadOnlyList<ConversationEvent> events, Sequence head)
    {
        var next = new List<ConversationEvent>(events.Count);
        var (last, highest, gap) = (timeline.Last, Sequence.Max(timeline.Head, head), false);
        foreach (var found in events.Where(found => found.Conversation == timeline.Conversation).OrderBy(found => found.Sequence))
        {
            highest = Sequence.Max(highest, found.Sequence);
            if (gap || found.Sequence <= last) continue;
            gap = found.Sequence != last.Next;
            if (gap) continue;
            next.Add(found);
            last = found.Sequence;
        }

        if (next.Count == 0 && highest == timeline.Head) return (timeline, gap ? TimelineOutcome.Gap : TimelineOutcome.Repeated);
        var amendments = TimelineItems.Merge(timeline.Amendments, TimelineItems.AmendmentsIn(next));
        var touched = next.Select(TimelineItems.TargetOf).OfType<Sequence>().ToHashSet();
        var held = touched.Count == 0 ? timeline.Items : [.. timeline.Items.Select(item => touched.Contains(item.Sequence) ? TimelineItems.Amend(item, amendments) : item)];
        var posted = next.Where(found => found.Actor.Id == timeline.Self).Select(found => found.Body).OfType<EventBody.MessagePosted>().Select(body => body.ClientMessageId).ToHashSet();
        var after = timeline with
        {
            Last = last,
            Head = highest,
            Items = held.AddRange(TimelineItems.Of(next, amendments)),
            Amendments = amendments,
            Pending = posted.Count == 0 ? timeline.Pending : timeline.Pending.RemoveAll(message => posted.Contains(message.Id)),
        };
        return (after, gap ? TimelineOutcome.Gap : TimelineOutcome.Applied);
    }

    /// <summary>A page that does not reach up to what is held is left out: it was asked for by an older state.</summary>
    private static (Timeline, TimelineOutcome) Prepend(Timeline timeline, IReadOnlyList<ConversationEvent> events)
    {
        var older = events.Where(found => found.Sequence < timeline.First).ToList();
        if (older.Count == 0) return Repeated(timeline);
        if (older[^1].Sequence.Next != timeline.First) return (timeline, TimelineOutcome.Gap);
        var amendments = TimelineItems.Merge(TimelineItems.AmendmentsIn(older), timeline.Amendments);
        return Applied(timeline with
        {
            First = older[0].Sequence,
            Items = [.. TimelineItems.Of(older, amendments), .. timeline.Items],
            Amendments = amendments,
        });
    }

    private static (Timeline, TimelineOutcome) RaiseHead(Timeline timeline, Sequence head)
    {
        var next = head <= timeline.Head ? timeline : timeline with { Head = head };
        return (next, next.IsBehind ? TimelineOutcome.Gap : TimelineOutcome.Repeated);
    }

    private static (Timeline, TimelineOutcome) Mark(Timeline timeline, Marker marker)
    {
        var before = timeline.Markers.FirstOrDefault(known => known.Person == marker.Person) ?? new Marker(marker.Person, Sequence.None, Sequence.None);
        var read = Sequence.Max(before.Read, marker.Read);
        var after = before with { Delivered = Sequence.Max(Sequence.Max(before.Delivered, marker.Delivered), read), Read = read };
        return after == before
            ? Repeated(timeline)
            : Applied(timeline with { Markers = timeline.Markers.RemoveAll(known => known.Person == marker.Person).Add(after) });
    }

    private static (Timeline, TimelineOutcome) Send(Timeline timeline, Sent sent)
    {
        var inLog = timeline.Items.OfType<TimelineItem.Message>().Any(message => message.ClientMessageId == sent.Id && message.Actor.Id == timeline.Self);
        if (inLog || timeline.Pending.Any(message => message.Id == sent.Id)) return Repeated(timeline);
        return Applied(timeline with { Pending = timeline.Pending.Add(new(sent.Id, sent.Text, sent.ReplyTo, sent.At)) });
    }

    /// <summary>A message tried again goes behind those that are waiting already, as it will in the log.</summary>
    private static (Timeline, TimelineOutcome) Retry(Timeline timeline, ClientMessageId id)
    {
        var failed = timeline.Pending.FirstOrDefault(message => message.Id == id && message.Failure is not null);
        return failed is null ? Repeated(timeline) : Applied(timeline with { Pending = timeline.Pending.Remove(failed).Add(failed with { Failure = null }) });
    }

    /// <summary>What a retry sent may turn out to stand in the log already, perhaps above what is held.</summary>
    private static (Timeline, TimelineOutcome) Accept(Timeline timeline, ClientMessageId id, Receipt receipt) => receipt.Sequence <= timeline.Last
        ? Without(timeline, id)
        : Amend(timeline, id, message => message with { Sequence = receipt.Sequence, At = receipt.SentAt, Failure = null });

    private static (Timeline, TimelineOutcome) Without(Timeline timeline, ClientMessageId id)
    {
        var pending = timeline.Pending.RemoveAll(message => message.Id == id);
        return pending.Length == timeline.Pending.Length ? Repeated(timeline) : Applied(timeline with { Pending = pending });
    }

    private static (Timeline, TimelineOutcome) Amend(Timeline timeline, ClientMessageId id, Func<PendingMessage, PendingMessage> change) =>
        timeline.Pending.FirstOrDefault(message => message.Id == id) is { } found
            ? Applied(timeline with { Pending = timeline.Pending.Replace(found, change(found)) })
            : Repeated(timeline);

    private static (Timeline, TimelineOutcome) Trim(Timeline timeline, int keep)
    {
        if (keep < 1 || timeline.Items.Length <= keep) return Repeated(timeline);
        var kept = timeline.Items[^keep..];
        return Applied(timeline with { Items = kept, First = kept[0].Sequence });
    }

    private static (Timeline, TimelineOutcome) Applied(Timeline timeline) => (timeline, TimelineOutcome.Applied);

    private static (Timeline, TimelineOutcome) Repeated(Timeline timeline) => (timeline, TimelineOutcome.Repeated);
}
