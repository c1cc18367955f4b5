using System.Net;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Shared.Signatures;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>
/// The provider's keys, kept for ten minutes. A key that is not among them may be new: then they are asked for again, once a minute at most, so that forged tokens
/// do not make this portal a flood at the provider.
/// </summary>
internal sealed class ProviderKeySet(ProviderHttp http, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AskedAgain = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim one = new(1);
    private Held? held;

    /// <summary>Null where the provider has no such key.</summary>
    /// <exception cref="ProviderAwayException">The keys are needed and cannot be had.</exception>
    public async Task<AssertionJwk?> Find(string kid, CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            var age = held is null ? TimeSpan.MaxValue : clock.GetElapsedTime(held.At);
            if (age >= Kept || (age >= AskedAgain && !held!.Keys.ContainsKey(kid))) held = new Held(await Read(cancel), clock.GetTimestamp());
            return held!.Keys.GetValueOrDefault(kid);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<IReadOnlyDictionary<string, AssertionJwk>> Read(CancellationToken cancel) =>
        await http.Keys(cancel) is (HttpStatusCode.OK, var body) && ProviderKeys.Read(body) is { } keys ? keys : throw new ProviderAwayException();

    private sealed record Held(IReadOnlyDictionary<string, AssertionJwk> Keys, long At);
}
