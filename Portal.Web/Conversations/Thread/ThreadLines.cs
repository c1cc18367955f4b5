using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;
using Portal.Web.Shared.Layout;

namespace Portal.Web.Conversations.Thread;

/// <summary>One line of the drawn history.</summary>
public abstract record ThreadLine(string Key)
{
    public sealed record Day(string Key, string Text) : ThreadLine(Key);

    public sealed record Unread() : ThreadLine("unread");

    public sealed record Notice(string Key, TimelineItem.Notice Item) : ThreadLine(Key);

    /// <summary><paramref name="IsContinued"/>: the same person goes on, whose name need not stand there again.</summary>
    public sealed record Message(string Key, TimelineEntry.Message Entry, bool IsContinued, Quote? Quote) : ThreadLine(Key);
}

/// <summary>What a reply answers; the author is null where the message is not loaded, the text where it was withdrawn.</summary>
public sealed record Quote(Sequence Target, ClinicalText? Author, ClinicalText? Text);

/// <summary>From a timeline to the lines that are drawn, with the days between them as the viewer counts days.</summary>
internal static class ThreadLines
{
    private static readonly TimeSpan ContinuedWithin = TimeSpan.FromMinutes(5);

    public static IEnumerable<ThreadLine> Of(Timeline timeline, ViewerTime clock)
    {
        DateOnly? day = null;
        TimelineEntry.Message? before = null;
        var unread = false;
        foreach (var entry in TimelineEntries.Of(timeline))
        {
            var at = entry switch
            {
                TimelineEntry.Message message => message.At,
                TimelineEntry.Notice notice => notice.Item.At,
                _ => (DateTimeOffset?)null,
            };
            if (at is { } when && clock.Day(when) != day)
            {
                day = clock.Day(when);
                before = null;
                yield return new ThreadLine.Day($"day-{entry.Key}", clock.LongDay(when));
            }

            // Behind the day that begins with it, not before.
            if (unread && at is not null)
            {
                unread = false;
                yield return new ThreadLine.Unread();
            }

            switch (entry)
            {
                case TimelineEntry.Unread:
                    before = null;
                    unread = true;
                    break;
                case TimelineEntry.Notice notice:
                    before = null;
                    yield return new ThreadLine.Notice(notice.Key, notice.Item);
                    break;
                case TimelineEntry.Message message:
                    yield return new ThreadLine.Message(message.Key, message, GoesOn(before, message), QuoteOf(timeline, message.ReplyTo));
                    before = message;
                    break;
            }
        }
    }

    /// <summary>A message that is held, in short.</summary>
    public static Quote? QuoteOf(Timeline timeline, Sequence? target)
    {
        if (target is not { } sequence) return null;
        var found = timeline.Items.OfType<TimelineItem.Message>().FirstOrDefault(message => message.Sequence == sequence);
        return new Quote(sequence, found?.Actor.DisplayName, found?.Text);
    }

    private static bool GoesOn(TimelineEntry.Message? before, TimelineEntry.Message message) =>
        before is not null && AuthorOf(before) == AuthorOf(message) && message.At - before.At < ContinuedWithin && message.ReplyTo is null;

    private static (PersonId?, ActorKind?) AuthorOf(TimelineEntry.Message message) => message.IsOwn ? (null, null) : (message.Actor?.Id, message.Actor?.Kind);
}
