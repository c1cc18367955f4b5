using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class OutboxDispatchTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private readonly ManualClock clock = new();
    private readonly Guid conversation = Guid.CreateVersion7();

    [Fact]
    public async Task An_event_becomes_a_delivery_for_each_target_that_wants_it_and_is_gone()
    {
        await using var node = new OutboxBench(database, clock, new FakeTarget("ehr"), new FakeTarget("mail"), new FakeTarget("other") { Takes = kind => kind == OutboxKind.Assigned });
        await node.Store(OutboxBench.Posted(conversation, 7));
        Assert.Equal(1, await node.Dispatch());
        Assert.Equal(["ehr", "mail"], (await node.Rows()).Select(row => row.Target));
        Assert.All(await node.Rows(), row => Assert.Equal((conversation, 7, (short)DeliveryState.Waiting), (row.ConversationId!.Value, row.Sequence!.Value, row.State)));
        Assert.Equal(0, await Events());
        Assert.Equal(0, await node.Dispatch());
    }

    [Fact]
    public async Task Events_of_a_conversation_are_in_the_order_of_its_log_whatever_their_ids_say()
    {
        await using var node = new OutboxBench(database, clock, new FakeTarget("ehr"));
        var now = DateTimeOffset.UtcNow;
        for (var sequence = 50; sequence >= 1; sequence--) await node.Store(OutboxBench.Posted(conversation, sequence, now.AddMilliseconds(-sequence % 7)));
        await node.Dispatch();
        Assert.Equal(Enumerable.Range(1, 50).Select(sequence => (long?)sequence), (await node.Rows()).Select(row => row.Sequence));
    }

    [Fact]
    public async Task The_next_leader_s_deliveries_come_behind_those_of_the_one_before()
    {
        await using var first = new OutboxBench(database, clock, new FakeTarget("ehr"));
        await using var second = new OutboxBench(database, clock, new FakeTarget("ehr"));
        await first.Store(OutboxBench.Posted(conversation, 1));
        await first.Dispatch();
        await first.Get<Leases>().Release(await first.Lead(), default);
        await second.Store(OutboxBench.Posted(conversation, 2));
        await second.Dispatch();
        Assert.Equal([1, 2], (await second.Rows()).Select(row => row.Sequence!.Value));
    }

    [Fact]
    public async Task A_target_that_cannot_tell_what_is_owed_delays_no_other_and_is_asked_again()
    {
        var broken = new FakeTarget("broken") { CannotTell = new InvalidOperationException("secret words") };
        var sound = new FakeTarget("sound");
        await using var node = new OutboxBench(database, clock, broken, sound);
        await node.Store(OutboxBench.Posted(conversation, 1), OutboxBench.Posted(conversation, 2));
        await node.Dispatch();
        await node.Work(sound);
        await node.Work(broken);
        Assert.Equal([1, 2], sound.Sequences);
        Assert.All((await node.Rows()).Where(row => row.Target == "broken"), row => Assert.Equal(("InvalidOperationException", 1), (row.LastError, row.Attempts)));

        broken.CannotTell = null;
        clock.Advance(TimeSpan.FromSeconds(1));
        await node.Work(broken);
        Assert.Equal([1, 2], broken.Sequences.Order());
        Assert.All(await node.Rows(), row => Assert.Equal((short)DeliveryState.Done, row.State));
    }

    [Trait("ASVS", "2.3.3")]
    [Fact]
    public async Task A_dispatcher_that_was_overtaken_stores_nothing()
    {
        await using var late = new OutboxBench(database, clock, new FakeTarget("ehr"));
        var lease = await late.Lead();
        await database.Execute("update leases set owner = gen_random_uuid(), fence = fence + 1");
        await late.Store(OutboxBench.Posted(conversation, 1));
        await Assert.ThrowsAsync<LeaseLostException>(() => late.Dispatcher.Dispatch(lease, 1_000, default));
        Assert.Empty(await late.Rows());
        Assert.Equal(1, await Events());
    }

    [Fact]
    public async Task Dispatchers_that_take_the_lead_from_each_other_dispatch_each_event_once()
    {
        await using var one = new OutboxBench(database, clock, new FakeTarget("ehr"));
        await using var other = new OutboxBench(database, clock, new FakeTarget("ehr"));
        var storing = Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= 200; sequence++) await one.Store(OutboxBench.Posted(conversation, sequence));
        });
        await Task.WhenAll(Rounds(one, storing), Rounds(other, storing));
        Assert.Equal(Enumerable.Range(1, 200).Select(sequence => (long?)sequence), (await one.Rows()).Select(row => row.Sequence));
    }

    public async Task InitializeAsync() => await database.Execute("truncate outbox_events, outbox_deliveries, leases");

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<long> Events() => database.Scalar<long>("select count(*) from outbox_events");

    private async Task Rounds(OutboxBench node, Task storing)
    {
        while (!storing.IsCompleted || await Events() > 0)
        {
            await database.Execute("update leases set until = 'epoch' where name = 'test-dispatch'");
            if (await node.Get<Leases>().Take("test-dispatch", TimeSpan.FromHours(1), default) is not { } lease) continue;
            try
            {
                await node.Dispatcher.Dispatch(lease, 1_000, default);
            }
            catch (LeaseLostException)
            {
                // The other one took over in between.
            }
        }
    }
}
