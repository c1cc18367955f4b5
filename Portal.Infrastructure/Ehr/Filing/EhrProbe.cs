using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>One node at a time asks an EHR that was away whether it is back, and ends the pause when it is. A pause that an administrator began is left alone.</summary>
internal sealed class EhrProbe(
    EhrKnock knock, EhrHealth health, OutboxPauses pauses, IOptions<EhrOptions> options, IOptions<OutboxOptions> outbox, Leases leases, TimeProvider clock, ILogger<EhrProbe> logger)
    : LeaderLoop("ehr-probe", outbox.Value.Poll, leases, clock, logger)
{
    private readonly TimeProvider clock = clock;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.IsSet && outbox.Value.Delivers ? base.ExecuteAsync(stoppingToken) : Task.Delay(Timeout.InfiniteTimeSpan, clock, stoppingToken);

    protected override Task Work(Lease lease, CancellationToken cancel) => Ask(cancel);

    /// <summary>Nothing where there is no pause, or it is not time yet.</summary>
    public async Task Ask(CancellationToken cancel)
    {
        if ((await pauses.All(cancel)).FirstOrDefault(row => row.Target == EhrTarget.TargetName) is not { PersonId: null, AskAt: { } askAt, Code: var code } || askAt > clock.GetUtcNow()) return;

        // Who asked for fewer requests is not asked by another one whether it means it.
        if (code != FilingCodes.Busy && await knock.Trouble(cancel) is { } trouble) await health.StillAway(trouble.Code, trouble.After, cancel);
        else await pauses.End(EhrTarget.TargetName, cancel);
    }
}
