using Portal.Domain.Audit;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>The process dies when the end of a filing is committed and the outbox has not heard of it yet; its lease runs out, and another looks for what is left to do.</summary>
public sealed class KilledTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Theory]
    [InlineData("plain", 0, FilingStatus.Filed, AuditAction.SummaryFiled)]
    [InlineData("plain", 422, FilingStatus.NeedsAttention, AuditAction.SummaryFilingFailed)]
    [InlineData("oracle", 500, FilingStatus.Unknown, AuditAction.SummaryFilingFailed)]
    public async Task What_came_of_a_filing_is_told_once(string server, int answer, FilingStatus status, AuditAction action)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        if (answer > 0) ehr.Trouble = call => call.IsWrite ? FhirTrouble.Answers(answer) : FhirTrouble.None;
        var (summary, before) = (await bench.Sign(), await Told());
        await bench.Dispatch();
        var delivery = Assert.Single(await bench.Worker().Lease(10, default));
        await bench.Target().Deliver(delivery, default);
        var told = await Told() - before;
        bench.Clock.Jump(TimeSpan.FromMinutes(10));
        await bench.Work();
        Assert.Equal(status, (await bench.Last(summary)).Status);
        Assert.Equal((1L, 1L), (told, await Told() - before));
        Assert.Equal(1, await Audits(action, summary.Value));
        Assert.Equal(status == FilingStatus.Filed ? 0 : 1, await Audits(AuditAction.DeliveryParked, delivery.Id));
        var left = Assert.Single(await bench.Deliveries());
        Assert.Equal((status == FilingStatus.Filed ? DeliveryState.Done : DeliveryState.Parked, 1, null, status == FilingStatus.Filed), ((DeliveryState)left.State, left.Attempts, left.LeaseOwner, left.Payload is null));
    }

    /// <summary>A clock ten or twenty seconds ahead of the one that wrote when it was sent would see the index's lag as over.</summary>
    [Fact]
    public async Task Another_node_does_not_take_the_first_ones_clock_for_its_own()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Searching);
        await using var bench = await FilingBench.Start(database, ehr);
        ehr.Trouble = call => call.IsWrite ? FhirTrouble.ClosesAfterReading : FhirTrouble.None;
        var summary = await bench.Sign();
        await bench.Work();
        var sent = ehr.Writes.Count;
        ehr.Trouble = _ => FhirTrouble.None;
        await using var another = bench.Again(database, ehr);
        foreach (var _ in (int[])[1, 2])
        {
            bench.Clock.Jump(TimeSpan.FromSeconds(10));
            await another.Work();
        }

        Assert.Equal((1, FilingStatus.Waiting), (sent, (await bench.Last(summary)).Status));
        Assert.Equal(sent, ehr.Writes.Count);
        foreach (var _ in (int[])[3, 4])
        {
            bench.Clock.Jump(TimeSpan.FromSeconds(35));
            await another.Work();
        }

        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
    }

    private Task<long> Told() => database.Scalar<long>($"select count(*) from conversation_events where type = {(short)EventType.SummaryFiled}");

    private async Task<int> Audits(AuditAction action, Guid subject) => (int)await database.Scalar<long>($"select count(*) from audit_events where action = {(short)action} and subject_id = '{subject:D}'");
}
