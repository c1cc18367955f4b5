using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// Who is there, by what their connections and circuits of this node say; the most available of a person's connections counts. Kept in memory: it is
/// gone with the process, as presence should be. When each person was last active is written down for notices.
/// </summary>
internal sealed class PresenceBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, Person> people = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> moved = new();

    /// <summary>Set once by whoever tells others; must not block.</summary>
    public Action<Guid, PresenceState>? Changed { get; set; }

    public IPresenceHold Connect(Actor actor)
    {
        while (true)
        {
            var person = people.GetOrAdd(actor.PersonId.Value, id => new Person(id));
            var hold = new Hold(this, person);
            if (Update(person, () => person.Add(hold))) return hold;
        }
    }

    public PresenceState Of(Guid person) => people.TryGetValue(person, out var found) ? found.State : PresenceState.Offline;

    /// <summary>Those available now.</summary>
    public IReadOnlyList<(Guid Person, DateTimeOffset At)> Active()
    {
        var now = clock.Now();
        return people.Values.Where(person => person.State == PresenceState.Available).Select(person => (person.Id, now)).ToList();
    }

    /// <summary>Those who came or went since the last call, each once, with when they were there last.</summary>
    public IReadOnlyList<(Guid Person, DateTimeOffset At)> TakeMoved()
    {
        var taken = new List<(Guid, DateTimeOffset)>();
        foreach (var person in moved.Keys)
            if (moved.TryRemove(person, out var at)) taken.Add((person, at));
        return taken;
    }

    private bool Update(Person person, Func<bool> change)
    {
        PresenceState before, after;
        lock (person)
        {
            before = person.State;
            if (!change()) return false;
            after = person.State;
            if (person.IsEmpty) people.TryRemove(new KeyValuePair<Guid, Person>(person.Id, person));
        }

        if (before == after) return true;
        if (before == PresenceState.Available || after == PresenceState.Available) moved[person.Id] = clock.Now();
        Changed?.Invoke(person.Id, after);
        return true;
    }

    private sealed class Person(Guid id)
    {
        private readonly List<Hold> holds = [];
        private bool isGone;

        public Guid Id => id;

        public bool IsEmpty => holds.Count == 0;

        public PresenceState State
        {
            get
            {
                lock (this)
                {
                    return holds.Exists(hold => hold.State == PresenceState.Available) ? PresenceState.Available
                        : holds.Exists(hold => hold.State == PresenceState.Away) ? PresenceState.Away : PresenceState.Offline;
                }
            }
        }

        /// <summary>False when the last connection just left and this entry with it: take a new one.</summary>
        public bool Add(Hold hold)
        {
            if (isGone) return false;
            holds.Add(hold);
            return true;
        }

        public bool Remove(Hold hold)
        {
            if (!holds.Remove(hold)) return false;
            isGone = holds.Count == 0;
            return true;
        }
    }

    private sealed class Hold(PresenceBoard board, Person person) : IPresenceHold
    {
        public PresenceState State { get; private set; } = PresenceState.Available;

        public void Set(PresenceState state) => board.Update(person, () =>
        {
            State = state;
            return true;
        });

        public void Dispose() => board.Update(person, () => person.Remove(this));
    }
}
