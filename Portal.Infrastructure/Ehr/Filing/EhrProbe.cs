using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>One node at a time asks an EHR that was away whether it is back, and ends the pause when it is. A pause that an administrator began is left alone.</summary>
internal sealed class EhrProbe(
    EhrCalls calls, EhrHealth health, OutboxPauses pauses, PortalSystems systems, IOptions<EhrOptions> options, IOptions<OutboxOptions> outbox, Leases leases, TimeProvider clock, ILogger<EhrProbe> logger)
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
        if (code != FilingCodes.Busy && await Trouble(code, cancel) is { } trouble) await health.StillAway(trouble.Code, trouble.After, cancel);
        else await pauses.End(EhrTarget.TargetName, cancel);
    }

    private async Task<FilingEnd.Paused?> Trouble(string code, CancellationToken cancel)
    {
        var reply = await calls.Capabilities(cancel);

        // What an EHR can do it says to everybody: whether it lets the portal in is seen by a search, for something that nobody has.
        if (code == FilingCodes.Credentials && Answers(reply) is null) reply = (await calls.Find("Patient", systems.Own("probe", Guid.Empty).System!, Guid.CreateVersion7().ToString("D"), cancel)).Reply;
        return Answers(reply);
    }

    private static FilingEnd.Paused? Answers(EhrReply reply) => FilingDecision.After(FilingPhase.LookUp, reply.Answer, FilingGuarantee.Conditional) switch
    {
        NextStep.Pause(var code) => new FilingEnd.Paused(code, reply.RetryAfter),
        NextStep.Again(var code) => new FilingEnd.Paused(code, reply.RetryAfter),
        _ => null,
    };
}
