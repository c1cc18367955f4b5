using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Profiles;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What the configured EHR accepts, asked once an hour. What is granted to the portal there has to be enough for it.</summary>
internal sealed class EhrServer(EhrCalls calls, EhrConnection connection, IOptions<EhrOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private volatile Known? known;

    /// <summary>The profile, or why there is none now.</summary>
    public async Task<(EhrProfile? Profile, FilingEnd? End)> Profile(CancellationToken cancel)
    {
        if (known is { } fresh && clock.GetElapsedTime(fresh.At) < Kept) return (fresh.Profile, null);
        var reply = await calls.Capabilities(cancel);
        if (FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, reply.Answer, FilingGuarantee.Conditional), reply) is { } end)
            return (null, end switch { FilingEnd.Attention => new FilingEnd.Paused(FilingCodes.NotFhir), FilingEnd.Forbidden => new FilingEnd.Paused(FilingCodes.NotAllowed), _ => end });
        var chosen = ProfileChoice.Choose(options.Value.Profile, CapabilityReading.Read(reply.Resource!.Value));
        var profile = options.Value.OverrideFile is { Length: > 0 } file ? ProfileOverrides.Read(await File.ReadAllTextAsync(file, cancel)).Over(chosen) : chosen;
        connection.Require(profile);

        // Refused, it would take the summary with it where both go in one transaction.
        var takesProvenance = await connection.TakesProvenance(profile, cancel);
        if (takesProvenance is false) profile = profile with { Provenance = ProvenanceWay.Kept, Transaction = false };
        if (takesProvenance is not null) known = new Known(profile, clock.GetTimestamp());
        return (profile, null);
    }

    /// <summary>One object, since several tries read it while another writes it.</summary>
    private sealed record Known(EhrProfile Profile, long At);
}
