using System.Collections.Concurrent;

namespace Portal.Infrastructure.Webhooks;

/// <summary>How many tries one webhook may have under way on this node: half of all, so that a slow receiver always leaves places to the others.</summary>
internal sealed class WebhookPlaces
{
    public const int All = 16;
    private const int OfOne = All / 2;
    private readonly ConcurrentDictionary<Guid, int> taken = new();

    /// <summary>Null where it has all it may have; else dispose it when the try is over.</summary>
    public IDisposable? Take(Guid webhook)
    {
        var now = taken.AddOrUpdate(webhook, 1, (_, before) => before + 1);
        var place = new Place(this, webhook);
        if (now <= OfOne) return place;
        place.Dispose();
        return null;
    }

    private void Leave(Guid webhook)
    {
        if (taken.AddOrUpdate(webhook, 0, (_, before) => before - 1) == 0) taken.TryRemove(new(webhook, 0));
    }

    private sealed class Place(WebhookPlaces places, Guid webhook) : IDisposable
    {
        public void Dispose() => places.Leave(webhook);
    }
}
