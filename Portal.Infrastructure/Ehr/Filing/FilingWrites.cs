using System.Data.Common;
using Portal.Domain.Ehr;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What is committed before it is sent, sealed.</summary>
internal sealed record FrozenWrite(OutboxDeliveryRow Delivery, ApprovedSummary Summary, byte[] Payload)
{
    public override string ToString() => nameof(FrozenWrite);
}

/// <summary>How a filing ended, its words and receipt sealed; with the end of its delivery, and what the audit is told where that is parked.</summary>
internal sealed record EndWrite(FilingRow Filing, DeliveryEnd Delivery, AuditEventRow? Parked)
{
    public override string ToString() => nameof(EndWrite);
}

/// <summary>Filings and deliveries in a transaction that names the fence of each: one whose lease was taken over in the meantime is left out of it.</summary>
internal abstract class FencedWrites(ISqlDialect dialect, IReadOnlyList<OutboxDeliveryRow> deliveries) : IWrittenBeside
{
    private readonly HashSet<Guid> held = [];
    private readonly Dictionary<(Guid Summary, int Version), FilingStatus> known = [];

    protected ISqlDialect Dialect => dialect;

    /// <summary>Every version of the summaries that was tried.</summary>
    protected IReadOnlyDictionary<(Guid Summary, int Version), FilingStatus> Known => known;

    public void Ask(DbBatch reading)
    {
        dialect.HoldDeliveries(reading, [.. deliveries.Select(one => one.Id)]);
        dialect.ReadFilings(reading, [.. deliveries.Select(one => one.SubjectId!.Value).Distinct()]);
    }

    public async Task<IReadOnlyList<bool>> Hear(DbDataReader rows, CancellationToken cancel)
    {
        var fences = new Dictionary<Guid, long>();
        while (await rows.ReadAsync(cancel)) fences[rows.GetGuid(0)] = rows.GetInt64(1);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel)) known[(rows.GetGuid(0), rows.GetInt32(1))] = (FilingStatus)rows.GetInt16(2);
        await rows.NextResultAsync(cancel);
        foreach (var one in deliveries)
            if (fences.TryGetValue(one.Id, out var fence) && fence == one.Fence) held.Add(one.Id);
        return [.. deliveries.Select(Holds)];
    }

    public abstract void Write(DbBatch writing);

    protected bool Holds(OutboxDeliveryRow delivery) => held.Contains(delivery.Id);
}

/// <summary>What is sent next, and that the summary is on its way.</summary>
internal sealed class Freezing(ISqlDialect dialect, IReadOnlyList<FrozenWrite> all, DateTimeOffset now) : FencedWrites(dialect, [.. all.Select(one => one.Delivery)])
{
    public override void Write(DbBatch writing)
    {
        var mine = all.Where(one => Holds(one.Delivery)).ToList();
        Dialect.WritePayloads(writing, [.. mine.Select(one => (one.Delivery.Id, one.Payload))]);
        var first = mine.Where(one => !Known.ContainsKey((one.Summary.Id.Value, one.Summary.Version))).Select(Begun).ToList();
        if (first.Count > 0) Dialect.WriteFilings(writing, first);
    }

    private FilingRow Begun(FrozenWrite one) => new()
    {
        SummaryId = one.Summary.Id.Value,
        Version = one.Summary.Version,
        ConversationId = one.Summary.Conversation.Value,
        DeliveryId = one.Delivery.Id,
        Status = (short)FilingStatus.Waiting,
        ChangedAt = now,
    };
}

/// <summary>How filings ended, and their deliveries. A filed version settles those before it that needed attention.</summary>
internal sealed class Ending(ISqlDialect dialect, IReadOnlyList<EndWrite> all, DateTimeOffset now) : FencedWrites(dialect, [.. all.Select(one => one.Delivery.Delivery)])
{
    public override void Write(DbBatch writing)
    {
        var mine = all.Where(one => Holds(one.Delivery.Delivery)).ToList();
        Dialect.WriteFilings(writing, [.. mine.Select(one => one.Filing)]);
        Dialect.EndDeliveries(writing, [.. mine.Select(one => one.Delivery)], now);
        var settled = mine.Where(one => one.Delivery.State == DeliveryState.Done && HasOpen(one.Filing)).Select(one => (one.Filing.SummaryId, one.Filing.Version)).ToList();
        if (settled.Count > 0) Dialect.SettleFilings(writing, settled);
        var parked = mine.Select(one => one.Parked).OfType<AuditEventRow>().ToList();
        if (parked.Count > 0) Dialect.WriteAudits(writing, parked);
    }

    private bool HasOpen(FilingRow filed) => Known.Any(one => one.Key.Summary == filed.SummaryId && one.Key.Version < filed.Version && one.Value == FilingStatus.NeedsAttention);
}
