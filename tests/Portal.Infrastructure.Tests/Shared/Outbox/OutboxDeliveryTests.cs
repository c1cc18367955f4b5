using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class OutboxDeliveryTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly FakeTarget target = new("ehr");
    private readonly Guid conversation = Guid.CreateVersion7();

    [Fact]
    public async Task What_arrived_is_done_and_carries_nothing_any_more()
    {
        await using var node = await Owing(1);
        Assert.Equal([1, 2, 3], (await node.Row()).Payload);
        await node.Work(target);
        var row = await node.Row();
        Assert.Equal([1, 2, 3], target.Arrived.Single().Payload);
        Assert.Equal((short)DeliveryState.Done, row.State);
        Assert.Equal((null, null, null), (row.Payload, row.LeaseOwner, row.LastError));
    }

    [Fact]
    public async Task Of_a_lane_one_delivery_at_a_time_is_under_way()
    {
        await using var node = await Owing(3);
        var worker = node.Worker(target);
        var first = Assert.Single(await worker.Lease(10, default));
        Assert.Equal(1, first.Sequence);
        Assert.Empty(await worker.Lease(10, default));
        await worker.Try(first, default);
        Assert.Equal(2, Assert.Single(await worker.Lease(10, default)).Sequence);
    }

    [Fact]
    public async Task Lanes_do_not_wait_for_each_other()
    {
        await using var node = await Owing(2);
        await node.Store(OutboxBench.Posted(Guid.CreateVersion7(), 1));
        await node.Dispatch();
        Assert.Equal(2, (await node.Worker(target).Lease(10, default)).Count);
    }

    [Fact]
    public async Task Workers_that_ask_at_once_never_get_the_same_delivery()
    {
        await using var node = new OutboxBench(database, clock, target);
        for (var index = 0; index < 60; index++) await node.Store(OutboxBench.Posted(Guid.CreateVersion7(), 1));
        await node.Dispatch();
        var leased = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => node.Worker(target).Lease(20, default))));
        var all = leased.SelectMany(rows => rows).Select(row => row.Id).ToList();
        all.AddRange((await node.Worker(target).Lease(100, default)).Select(row => row.Id));
        Assert.Equal(60, all.Count);
        Assert.Equal(60, all.Distinct().Count());
    }

    [Fact]
    public async Task A_failed_try_is_followed_by_another_within_the_ceiling_and_the_lane_waits_for_it()
    {
        await using var node = await Owing(2);
        target.Fails();
        await node.Work(target);
        Assert.Equal(["refused", null], (await node.Rows()).Select(row => row.LastError));
        Assert.InRange((await node.Rows())[0].DueAt, clock.GetUtcNow(), clock.GetUtcNow() + TimeSpan.FromSeconds(1));

        target.Works();
        clock.Advance(TimeSpan.FromSeconds(1));
        await node.Work(target);
        Assert.Equal(2, target.Sequences.Last());
        Assert.Equal([null, null], (await node.Rows()).Select(row => row.LastError));
    }

    [Fact]
    public async Task What_an_exception_says_is_not_kept()
    {
        await using var node = await Owing(1);
        target.Answer = (_, _) => throw new InvalidOperationException("nora@example.test");
        await node.Work(target);
        Assert.Equal("InvalidOperationException", (await node.Row()).LastError);
    }

    [Fact]
    public async Task After_too_many_tries_it_is_parked_with_what_it_carries_and_the_lane_goes_on()
    {
        await using var node = await Owing(2);
        target.Answer = (delivery, _) => Task.FromResult<DeliveryResult>(delivery.Sequence == 1 ? new DeliveryResult.Failed("refused") : new DeliveryResult.Done());
        for (var round = 0; round < 5; round++)
        {
            await node.Work(target);
            clock.Jump(TimeSpan.FromHours(1));
        }

        await node.Work(target);
        var rows = await node.Rows();
        Assert.Equal([(short)DeliveryState.Parked, (short)DeliveryState.Done], rows.Select(row => row.State));
        Assert.Equal((5, "refused"), (rows[0].Attempts, rows[0].LastError));
        Assert.Equal([1, 2, 3], rows[0].Payload);
        Assert.Equal([1, 1, 1, 1, 1, 2], target.Sequences);
        await using var context = await node.Context();
        var audited = (await context.Set<AuditEventRow>().SingleAsync(row => row.SubjectId == rows[0].Id)).ToRecord();
        Assert.Equal((Domain.Audit.AuditAction.DeliveryParked, "ehr", conversation), (audited.Action, audited.Code, audited.Conversation!.Value.Value));
    }

    [Fact]
    public async Task What_can_never_arrive_is_parked_at_once()
    {
        await using var node = await Owing(1);
        target.Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Failed("no-such-mailbox", ForGood: true));
        await node.Work(target);
        Assert.Equal(((short)DeliveryState.Parked, 1), ((await node.Row()).State, (await node.Row()).Attempts));
    }

    [Fact]
    public async Task What_is_not_due_after_all_waits_and_counts_no_try()
    {
        await using var node = await Owing(1);
        var later = clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        target.Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.NotYet(later));
        await node.Work(target);
        var row = await node.Row();
        Assert.Equal((later, 0, (short)DeliveryState.Waiting), (row.DueAt, row.Attempts, row.State));
    }

    [Fact]
    public async Task What_nobody_needs_any_more_is_dropped()
    {
        await using var node = await Owing(1);
        target.Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Dropped("read"));
        await node.Work(target);
        Assert.Equal(((short)DeliveryState.Dropped, "read"), ((await node.Row()).State, (await node.Row()).LastError));
    }

    [Fact]
    public async Task A_worker_that_died_between_the_effect_and_its_mark_is_followed_by_another_try()
    {
        await using var node = await Owing(1);
        var died = Assert.Single(await node.Worker(target).Lease(1, default));
        await target.Deliver(died, default);
        Assert.Empty(await node.Worker(target).Lease(1, default));

        clock.Advance(TimeSpan.FromMinutes(2));
        await node.Work(target);
        Assert.Equal(2, target.Arrived.Count);
        Assert.Equal((short)DeliveryState.Done, (await node.Row()).State);
    }

    [Fact]
    public async Task A_late_worker_s_mark_changes_nothing()
    {
        await using var node = await Owing(1);
        var late = Assert.Single(await node.Worker(target).Lease(1, default));
        clock.Advance(TimeSpan.FromMinutes(2));
        var current = Assert.Single(await node.Worker(target).Lease(1, default));
        Assert.True(current.Fence > late.Fence);
        foreach (DeliveryResult result in (DeliveryResult[])[new DeliveryResult.Done(), new DeliveryResult.Failed("x"), new DeliveryResult.Failed("x", ForGood: true), new DeliveryResult.NotYet(clock.GetUtcNow())])
            await node.Get<DeliveryEnds>().Write(late, result, default);
        var row = await node.Row();
        Assert.Equal(((short)DeliveryState.Waiting, current.Fence, current.LeaseOwner, (string?)null), (row.State, row.Fence, row.LeaseOwner, row.LastError));
        Assert.Equal(0, await database.Scalar<long>("select count(*) from audit_events"));
    }

    [Fact]
    public async Task A_delivery_that_takes_every_process_down_with_it_is_parked_in_the_end()
    {
        await using var node = await Owing(1);
        for (var death = 0; death < 5; death++)
        {
            Assert.Single(await node.Worker(target).Lease(1, default));
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        await node.Work(target);
        Assert.Empty(target.Arrived);
        Assert.Equal(((short)DeliveryState.Parked, "never-ended"), ((await node.Row()).State, (await node.Row()).LastError));
    }

    [Trait("ASVS", "15.2.2")]
    [Trait("ASVS", "16.5.2")]
    [Fact]
    public async Task A_try_that_does_not_end_is_given_up()
    {
        await using var node = await Owing(1);
        target.Answer = async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return new DeliveryResult.Done();
        };
        var worker = node.Worker(target);
        var trying = worker.Try(Assert.Single(await worker.Lease(1, default)), default);
        await Until.True(() => target.Arrived.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(30));
        await trying;
        Assert.Equal(("timeout", 1), ((await node.Row()).LastError, (await node.Row()).Attempts));
    }

    public async Task InitializeAsync() => await database.Execute("truncate outbox_events, outbox_deliveries, leases, audit_events");

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A node that owes the target so many messages of one conversation.</summary>
    private async Task<OutboxBench> Owing(int messages)
    {
        var node = new OutboxBench(database, clock, target);
        for (var sequence = 1; sequence <= messages; sequence++) await node.Store(OutboxBench.Posted(conversation, sequence));
        await node.Dispatch();
        return node;
    }
}
