using System.Collections.Concurrent;
using System.Collections.Immutable;
using Portal.Infrastructure.Conversations.Live;

namespace Portal.Infrastructure.Visits.Live;

/// <summary>
/// Who of this node watches visits, by care team or by conversation: a coarse index, so that a nudge looks at few. Whether a viewer really sees a visit is
/// decided when the viewer's turn reads it.
/// </summary>
internal sealed class VisitRegistry
{
    private readonly ConcurrentDictionary<Guid, ImmutableHashSet<VisitHold>> holds = new();

    public IEnumerable<VisitHold> All => holds.Values.SelectMany(set => set).Distinct();

    public IEnumerable<Guid> Scopes => holds.Keys;

    public void Add(Guid scope, VisitHold hold) => holds.AddOrUpdate(scope, _ => [hold], (_, set) => set.Add(hold));

    public void Remove(Guid scope, VisitHold hold)
    {
        while (holds.TryGetValue(scope, out var set))
        {
            var rest = set.Remove(hold);
            if (rest.IsEmpty ? holds.TryRemove(new KeyValuePair<Guid, ImmutableHashSet<VisitHold>>(scope, set)) : holds.TryUpdate(scope, rest, set)) return;
        }
    }

    public void Nudge(Nudge nudge)
    {
        if (nudge.Kind != NudgeKind.Visit) return;
        Signal(nudge.CareTeam, nudge.Subject);
        Signal(nudge.Conversation, nudge.Subject);
    }

    public void Signal(Guid scope, Guid visit)
    {
        if (!holds.TryGetValue(scope, out var set)) return;
        foreach (var hold in set) hold.Signal(visit);
    }
}
