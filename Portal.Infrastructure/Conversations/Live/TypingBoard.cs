using System.Collections.Concurrent;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>At most one typing signal a second per person and conversation; the last state of a second is sent at its end. Nothing is stored.</summary>
internal sealed class TypingBoard(ConversationBus bus, TimeProvider clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(Guid Conversation, Guid Person), Entry> entries = new();

    public void Set(ConversationCard card, Guid person, bool isTyping)
    {
        var key = (card.Id, person);
        var entry = entries.GetOrAdd(key, _ => new Entry());
        lock (entry)
        {
            entry.Wanted = isTyping;
            if (entry.IsPaused) return;
            if (entry.Sent == isTyping) return;
            Send(card, person, entry);
            entry.IsPaused = true;
        }

        _ = EndOfSecond(card, key, entry);
    }

    private async Task EndOfSecond(ConversationCard card, (Guid Conversation, Guid Person) key, Entry entry)
    {
        while (true)
        {
            await Task.Delay(Second, clock);
            lock (entry)
            {
                if (entry.Sent == entry.Wanted)
                {
                    entry.IsPaused = false;
                    if (!entry.Wanted) entries.TryRemove(key, out _);
                    return;
                }

                Send(card, key.Person, entry);
            }
        }
    }

    private void Send(ConversationCard card, Guid person, Entry entry)
    {
        entry.Sent = entry.Wanted;
        bus.Publish(new Nudge(NudgeKind.Typing, card.Id, card.CareTeam, card.Patient) { Person = person, State = entry.Sent ? 1 : 0 });
    }

    private sealed class Entry
    {
        public bool Sent { get; set; }

        public bool Wanted { get; set; }

        public bool IsPaused { get; set; }
    }
}
