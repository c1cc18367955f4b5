using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>By what somebody or a care team is looked for in the EHR.</summary>
internal sealed record SoughtInEhr(string Type, string System, string Value)
{
    public override string ToString() => nameof(SoughtInEhr);
}

/// <summary>
/// Whom the EHR was found to know, and under which id, for a while: a summary of the same patient, signer or care team asks nothing again. Only what was found, once and
/// unmistakably, is remembered. An EHR merges patients and gives clinicians other ids: what it refuses is looked up anew, see <see cref="EhrTarget"/>. It is of the one
/// EHR that this process is configured for, and nothing of it is stored.
/// </summary>
internal sealed class KnownInEhr(IOptions<EhrOptions> options, TimeProvider clock) : IDisposable
{
    private const int Most = 20_000;
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>Null where it has to be asked.</summary>
    public string? IdOf(SoughtInEhr sought) =>
        known.TryGetValue(sought, out Found? found) && clock.GetElapsedTime(found!.At) < options.Value.KnownFor ? found.Id : null;

    public void Remember(SoughtInEhr sought, string id)
    {
        var kept = options.Value.KnownFor;
        if (kept > TimeSpan.Zero) known.Set(sought, new Found(id, clock.GetTimestamp()), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = kept });
    }

    public void Forget(IEnumerable<SoughtInEhr> all)
    {
        foreach (var sought in all) known.Remove(sought);
    }

    public void Dispose() => known.Dispose();

    private sealed record Found(string Id, long At);
}
