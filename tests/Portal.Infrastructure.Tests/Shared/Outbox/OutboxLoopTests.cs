using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class OutboxLoopTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private readonly ManualClock clock = new();

    [Trait("ASVS", "16.5.2")]
    [Fact]
    public async Task A_dead_target_delays_no_other()
    {
        var hangs = new FakeTarget("hangs") { Answer = Forever };
        var throws = new FakeTarget("throws") { Answer = (_, _) => throw new InvalidOperationException() };
        var cannotTell = new FakeTarget("cannot-tell") { CannotTell = new InvalidOperationException() };
        var sound = new FakeTarget("sound");
        await using var node = new OutboxBench(database, clock, hangs, throws, cannotTell, sound);
        await using var running = await node.Start();
        var conversations = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        for (var sequence = 1; sequence <= 5; sequence++)
            await node.Store([.. conversations.Select(conversation => OutboxBench.Posted(conversation, sequence))]);
        var begun = clock.GetUtcNow();
        await node.Until(() => Task.FromResult(sound.Arrived.Count == 100));
        Assert.All(sound.Arrived.GroupBy(delivery => delivery.ConversationId), lane => Assert.Equal([1, 2, 3, 4, 5], lane.Select(delivery => delivery.Sequence!.Value)));
        Assert.True(hangs.Arrived.Count <= hangs.SideBySide * ((clock.GetUtcNow() - begun) / TimeSpan.FromSeconds(30) + 1), "the dead target was called more often than it may be");
    }

    [Fact]
    public async Task Workers_killed_again_and_again_lose_nothing_and_keep_each_lane_s_order()
    {
        var target = new FakeTarget("ehr");
        await using var node = new OutboxBench(database, clock, target);
        var conversations = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToList();
        for (var sequence = 1; sequence <= 12; sequence++)
            await node.Store([.. conversations.Select(conversation => OutboxBench.Posted(conversation, sequence))]);
        await node.Dispatch();

        // Each fourth message of a lane has its effect, and the worker dies before it can mark it.
        var dying = 0;
        var deaths = new ConcurrentDictionary<Guid, bool>();
        target.Answer = (delivery, cancel) =>
        {
            if (delivery.Sequence % 4 != 0 || !deaths.TryAdd(delivery.Id, value: true)) return Task.FromResult<DeliveryResult>(new DeliveryResult.Done());
            Interlocked.Increment(ref dying);
            return Forever(delivery, cancel);
        };
        async Task<bool> AllDone() => await database.Scalar<long>("select count(*) from outbox_deliveries where state <> 1") == 0;
        var lives = 0;
        while (!await AllDone())
        {
            Assert.True(++lives < 100, "it does not end");
            dying = 0;
            using var life = new CancellationTokenSource();
            var working = node.Worker(target).Run(life.Token);
            await node.Until(async () => Volatile.Read(ref dying) > 0 || await AllDone());
            await life.CancelAsync();
            await working;
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(30, deaths.Count);
        Assert.Equal(150, target.Arrived.Count);
        Assert.True(lives > 1, "no worker was ever killed: the test shows nothing");
        Assert.All(
            target.Arrived.GroupBy(delivery => delivery.ConversationId),
            lane => Assert.Equal(Enumerable.Range(1, 12).Select(sequence => (long)sequence), lane.Select(delivery => delivery.Sequence!.Value).Distinct()));
        Assert.Equal(10, target.Arrived.Select(delivery => delivery.ConversationId).Distinct().Count());
    }

    [Fact]
    public async Task The_queues_are_measured_by_target()
    {
        var slow = new FakeTarget("slow");
        var dead = new FakeTarget("dead") { Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Failed("gone", ForGood: true)) };
        await using var node = new OutboxBench(database, clock, slow, dead);
        await node.Store(OutboxBench.Posted(Guid.CreateVersion7(), 1), OutboxBench.Posted(Guid.CreateVersion7(), 1));
        await node.Dispatch();
        await node.Work(dead);
        clock.Advance(TimeSpan.FromSeconds(40));
        await node.Upkeep.WhenDue(default);

        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == "Portal.Outbox") listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[$"{instrument.Name} {tags[0].Value}"] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal((2, 0, 40), (seen["portal.outbox.waiting slow"], seen["portal.outbox.parked slow"], seen["portal.outbox.lag slow"]));
        Assert.Equal((0, 2, 0), (seen["portal.outbox.waiting dead"], seen["portal.outbox.parked dead"], seen["portal.outbox.lag dead"]));
    }

    [Fact]
    public async Task Rows_of_what_ended_long_ago_are_removed_and_parked_ones_stay()
    {
        var target = new FakeTarget("ehr") { Answer = (delivery, _) => Task.FromResult<DeliveryResult>(delivery.Sequence == 1 ? new DeliveryResult.Failed("gone", ForGood: true) : new DeliveryResult.Done()) };
        await using var node = new OutboxBench(database, clock, target);
        await node.Store(OutboxBench.Posted(Guid.CreateVersion7(), 1), OutboxBench.Posted(Guid.CreateVersion7(), 2));
        await node.Dispatch();
        await node.Work(target);
        await node.Upkeep.Remove(clock.Now() + TimeSpan.FromDays(6), default);
        Assert.Equal(2, (await node.Rows()).Count);
        await node.Upkeep.Remove(clock.Now() + TimeSpan.FromDays(8), default);
        Assert.Equal((short)DeliveryState.Parked, (await node.Row()).State);
    }

    public async Task InitializeAsync() => await database.Execute("truncate outbox_events, outbox_deliveries, leases, audit_events");

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<DeliveryResult> Forever(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        return new DeliveryResult.Done();
    }
}
