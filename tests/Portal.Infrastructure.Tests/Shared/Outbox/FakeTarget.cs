using System.Collections.Concurrent;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

/// <summary>The other side of a target: keeps what arrived, and answers as a test says.</summary>
internal sealed class FakeTarget(string name) : IOutboxTarget
{
    private readonly ConcurrentQueue<OutboxDeliveryRow> arrived = new();

    public string Name => name;

    public int SideBySide { get; init; } = 4;

    public Func<OutboxKind, bool> Takes { get; init; } = _ => true;

    /// <summary>Thrown when it is asked what is owed.</summary>
    public Exception? CannotTell { get; set; }

    /// <summary>What it answers to a delivery; what it throws is thrown.</summary>
    public Func<OutboxDeliveryRow, CancellationToken, Task<DeliveryResult>> Answer { get; set; } = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Done());

    public IReadOnlyList<OutboxDeliveryRow> Arrived => [.. arrived];

    public IEnumerable<long?> Sequences => Arrived.Select(delivery => delivery.Sequence);

    public bool Wants(OutboxKind kind) => Takes(kind);

    public Task<IReadOnlyList<OwedDelivery>> Owed(IReadOnlyList<OutboxEventRow> events, CancellationToken cancel) => CannotTell is { } error
        ? throw error
        : Task.FromResult<IReadOnlyList<OwedDelivery>>([.. events.Select(row => new OwedDelivery(row, "lane:" + row.ConversationId) { Payload = [1, 2, 3] })]);

    public Task<DeliveryResult> Deliver(OutboxDeliveryRow delivery, CancellationToken cancel)
    {
        arrived.Enqueue(delivery);
        return Answer(delivery, cancel);
    }

    public void Fails(string code = "refused") => Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Failed(code));

    public void Works() => Answer = (_, _) => Task.FromResult<DeliveryResult>(new DeliveryResult.Done());
}
