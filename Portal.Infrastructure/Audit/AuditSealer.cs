using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared;

namespace Portal.Infrastructure.Audit;

/// <summary>One node at a time seals the audit trail every second, so that no act waits for the chain, and signs its head.</summary>
internal sealed class AuditSealer(Leases leases, ChainWriter chain, CheckpointWriter checkpoints, AuditMeter meter, TimeProvider clock, ILogger<AuditSealer> logger)
    : LeaderLoop("audit-sealing", TimeSpan.FromSeconds(1), leases, clock, logger)
{
    private readonly SealingNets nets = new();
    private readonly TimeProvider clock = clock;

    protected override async Task Work(Lease lease, CancellationToken cancel)
    {
        var pass = nets.Due(clock.Now());
        meter.Sealed(await chain.Seal(lease, pass.Since, cancel));
        nets.Done(pass);
        await checkpoints.WriteWhenDue(lease, cancel);
    }
}

/// <summary>Meter <c>Portal.Audit</c>.</summary>
internal sealed class AuditMeter : IDisposable
{
    private readonly Meter meter = new("Portal.Audit");
    private readonly Counter<long> sealedEvents;

    public AuditMeter() => sealedEvents = meter.CreateCounter<long>("portal.audit.sealed", "{event}", "Audit events given their place in the chain");

    public void Sealed(int events) => sealedEvents.Add(events);

    public void Dispose() => meter.Dispose();
}
