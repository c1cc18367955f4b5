using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// Whose list may show a conversation, by care team, patient or person: a coarse index so that a nudge looks at few lists. Whether a list really
/// shows it is decided when the list's turn reads it.
/// </summary>
internal sealed class InboxRegistry
{
    private readonly ConcurrentDictionary<Guid, ImmutableHashSet<InboxHold>> holds = new();

    public IEnumerable<InboxHold> All => holds.Values.SelectMany(set => set).Distinct();

    public void Add(Guid scope, InboxHold hold) => holds.AddOrUpdate(scope, _ => [hold], (_, set) => set.Add(hold));

    public void Remove(Guid scope, InboxHold hold)
    {
        while (holds.TryGetValue(scope, out var set))
        {
            var rest = set.Remove(hold);
            if (rest.IsEmpty ? holds.TryRemove(new KeyValuePair<Guid, ImmutableHashSet<InboxHold>>(scope, set)) : holds.TryUpdate(scope, rest, set)) return;
        }
    }

    public void Nudge(Nudge nudge)
    {
        if (nudge.Kind == NudgeKind.Marker)
        {
            // Only the person's own unread count depends on the own marker.
            foreach (var hold in Of(nudge.CareTeam).Concat(Of(nudge.Patient ?? Guid.Empty)).Concat(Of(nudge.Person)))
                if (hold.Person == nudge.Person) hold.Signal(nudge.Conversation);
            return;
        }

        foreach (var hold in Of(nudge.CareTeam)) hold.Signal(nudge.Conversation);
        if (nudge.Patient is { } patient)
            foreach (var hold in Of(patient)) hold.Signal(nudge.Conversation);
        foreach (var hold in Of(InboxHold.EverywhereScope)) hold.Signal(nudge.Conversation);
    }

    private ImmutableHashSet<InboxHold> Of(Guid scope) => holds.TryGetValue(scope, out var set) ? set : [];
}
