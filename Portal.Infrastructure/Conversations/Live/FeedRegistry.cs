using System.Collections.Concurrent;
using System.Collections.Immutable;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>Who of this node views what. A lookup per nudge; everything heavier happens in the holds' own turns.</summary>
internal sealed class FeedRegistry
{
    private readonly ConcurrentDictionary<Guid, ImmutableArray<FeedHold>> holds = new();

    public IEnumerable<FeedHold> All => holds.Values.SelectMany(list => list);

    public IEnumerable<Guid> Conversations => holds.Keys;

    public ImmutableArray<FeedHold> Of(Guid conversation) => holds.TryGetValue(conversation, out var list) ? list : [];

    public void Add(FeedHold hold) =>
        holds.AddOrUpdate(hold.Conversation.Value, _ => [hold], (_, list) => list.Add(hold));

    public void Remove(FeedHold hold)
    {
        var key = hold.Conversation.Value;
        while (holds.TryGetValue(key, out var list))
        {
            var rest = list.Remove(hold);
            if (rest.IsEmpty ? holds.TryRemove(new KeyValuePair<Guid, ImmutableArray<FeedHold>>(key, list)) : holds.TryUpdate(key, rest, list)) return;
        }
    }

    public void Nudge(Nudge nudge)
    {
        if (nudge.Kind == NudgeKind.Presence)
        {
            foreach (var hold in All)
                if (hold.Knows(nudge.Person)) hold.Signal(nudge);
            return;
        }

        foreach (var hold in Of(nudge.Conversation))
            if (nudge.Kind != NudgeKind.Typing || hold.Person != new PersonId(nudge.Person)) hold.Signal(nudge);
    }
}
