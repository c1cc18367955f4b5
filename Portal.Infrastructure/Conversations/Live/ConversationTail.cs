using Microsoft.Extensions.Caching.Memory;
using Portal.Domain.Conversations;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// The newest events of active conversations, in memory, so that the read behind a push seldom reaches the database. It holds what this node
/// committed, and is only ever a shortcut: a read that it cannot answer without a gap goes to the database.
/// </summary>
internal sealed class ConversationTail : IDisposable
{
    private const int Length = 64;
    private readonly MemoryCache tails = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>After the commit, in order per conversation (the writer's lane sees to that). A gap starts the tail anew.</summary>
    public void Append(ConversationEvent posted)
    {
        var tail = tails.GetOrCreate(posted.Conversation.Value, entry =>
        {
            entry.Size = 1;
            entry.SlidingExpiration = TimeSpan.FromMinutes(10);
            return new Tail();
        })!;
        lock (tail)
        {
            if (tail.Events.Count > 0 && posted.Sequence.Value <= tail.Events.Last!.Value.Sequence.Value) return;
            if (tail.Events.Count > 0 && posted.Sequence.Value != tail.Events.Last!.Value.Sequence.Value + 1) tail.Events.Clear();
            tail.Events.AddLast(posted);
            if (tail.Events.Count > Length) tail.Events.RemoveFirst();
        }
    }

    /// <summary>All events after a sequence up to at least <paramref name="head"/>, or null where the tail does not hold them all.</summary>
    public IReadOnlyList<ConversationEvent>? After(Guid conversation, long after, long head)
    {
        if (!tails.TryGetValue(conversation, out Tail? tail)) return null;
        lock (tail!)
        {
            if (tail.Events.Count == 0 || tail.Events.Last!.Value.Sequence.Value < head || tail.Events.First!.Value.Sequence.Value > after + 1) return null;
            var found = new List<ConversationEvent>();
            for (var node = tail.Events.Last; node is not null && node.Value.Sequence.Value > after; node = node.Previous) found.Add(node.Value);
            found.Reverse();
            return found;
        }
    }

    public void Dispose() => tails.Dispose();

    private sealed class Tail
    {
        public LinkedList<ConversationEvent> Events { get; } = new();
    }
}
