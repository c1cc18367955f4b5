using System.Collections.Concurrent;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Circuits;

/// <summary>How many circuits each person holds: five at once, on this node. The framework has no limit for a person.</summary>
internal sealed class CircuitPlaces
{
    public const int PerPerson = 5;

    private readonly ConcurrentDictionary<PersonId, int> taken = new();

    /// <summary>False where all places are taken; nothing is then held.</summary>
    public bool TryTake(PersonId person)
    {
        while (true)
        {
            if (!taken.TryGetValue(person, out var held))
            {
                if (taken.TryAdd(person, 1)) return true;
            }
            else if (held >= PerPerson)
            {
                return false;
            }
            else if (taken.TryUpdate(person, held + 1, held))
            {
                return true;
            }
        }
    }

    public void Leave(PersonId person)
    {
        while (taken.TryGetValue(person, out var held))
        {
            var done = held > 1 ? taken.TryUpdate(person, held - 1, held) : taken.TryRemove(KeyValuePair.Create(person, held));
            if (done) return;
        }
    }
}
