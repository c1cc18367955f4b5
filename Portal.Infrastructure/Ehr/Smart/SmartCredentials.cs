using Portal.Infrastructure.Ehr.Fhir.Exchange;

namespace Portal.Infrastructure.Ehr.Smart;

/// <summary>
/// SMART Backend Services (hl7.org/fhir/smart-app-launch, backend-services): one token for all workers. From four fifths of its life on one of them fetches
/// the next while the others go on with it; where there is none, all wait for that one fetch. A fetch that failed is not repeated for a few seconds.
/// </summary>
internal sealed class SmartCredentials(TokenEndpoint tokens, TimeProvider clock) : IFhirCredentials, IDisposable
{
    private const double RenewAt = 0.8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim gate = new(1);
    private readonly Lock change = new();
    private Held? held;
    private Failed? failed;

    public async ValueTask<Admission> Current(CancellationToken cancel)
    {
        var known = Usable();
        if (known is not null && (!IsDue(known) || gate.CurrentCount == 0)) return known.Granted;
        await gate.WaitAsync(cancel);
        try
        {
            known = Usable();
            if (known is not null && !IsDue(known)) return known.Granted;
            if (Failure() is { } recent) return known?.Granted ?? recent;
            return await Fetch(cancel) ?? known?.Granted ?? failed!.Why;
        }
        finally
        {
            gate.Release();
        }
    }

    public bool Discard(Admission.Granted refused)
    {
        lock (change)
        {
            if (ReferenceEquals(held?.Granted, refused)) held = null;
            return true;
        }
    }

    /// <summary>What is to be written from now on: a token that does not allow it is given up, and none such is taken.</summary>
    public void Require(IReadOnlyList<NeededWrite> writes)
    {
        lock (change)
        {
            tokens.Require(writes);
            if (held is { } one && !tokens.Suffices(one.Scope)) held = null;
        }
    }

    /// <summary>Whether the token allows a write that is not required; null where there is no token now.</summary>
    public async ValueTask<bool?> Allows(NeededWrite write, CancellationToken cancel)
    {
        await Current(cancel);
        lock (change) return held is { } one ? tokens.Allows(one.Scope, write) : null;
    }

    public void Dispose() => gate.Dispose();

    /// <summary>The new token; null where there is none, and then <see cref="failed"/> says why.</summary>
    private async Task<Admission.Granted?> Fetch(CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        var (token, otherwise) = await tokens.Ask(cancel);
        if (token is null)
        {
            failed = new Failed(otherwise!, clock.GetTimestamp());
            return null;
        }

        var fresh = new Held(new Admission.Granted(token.Header), asked, token.Life, token.Scope);

        // More may be asked of it by now than when it came.
        lock (change) held = tokens.Suffices(token.Scope) ? fresh : null;
        failed = null;
        return fresh.Granted;
    }

    private Held? Usable()
    {
        lock (change) return held is { } one && clock.GetElapsedTime(one.At) < one.Life ? one : null;
    }

    private bool IsDue(Held one) => clock.GetElapsedTime(one.At) >= one.Life * RenewAt;

    private Admission? Failure() => failed is { } one && clock.GetElapsedTime(one.At) < Pause ? one.Why : null;

    private sealed record Held(Admission.Granted Granted, long At, TimeSpan Life, string? Scope);

    private sealed record Failed(Admission Why, long At);
}
