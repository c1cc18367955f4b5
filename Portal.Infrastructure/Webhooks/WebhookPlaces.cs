using System.Collections.Concurrent;

namespace Portal.Infrastructure.Webhooks;

/// <summary>
/// How many tries may be under way on this node: of one webhook half of all, and of all of one integration's three quarters, so that slow receivers always leave places
/// to the others.
/// </summary>
internal sealed class WebhookPlaces
{
    public const int All = 16;
    public const int OfOne = All / 2;
    public const int OfIntegration = All * 3 / 4;
    private readonly ConcurrentDictionary<Guid, int> taken = new();

    /// <summary>Null where one of the two has all it may have; else dispose it when the try is over.</summary>
    public IDisposable? Take(Guid webhook, Guid integration)
    {
        var place = new Place(this, webhook, integration);
        if (Enter(webhook) <= OfOne & Enter(integration) <= OfIntegration) return place; // both are entered: disposing leaves both
        place.Dispose();
        return null;
    }

    private int Enter(Guid whose) => taken.AddOrUpdate(whose, 1, (_, before) => before + 1);

    private void Leave(Guid whose)
    {
        if (taken.AddOrUpdate(whose, 0, (_, before) => before - 1) == 0) taken.TryRemove(new(whose, 0));
    }

    private sealed class Place(WebhookPlaces places, Guid webhook, Guid integration) : IDisposable
    {
        public void Dispose()
        {
            places.Leave(webhook);
            places.Leave(integration);
        }
    }
}
