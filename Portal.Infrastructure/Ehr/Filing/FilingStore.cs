using Microsoft.EntityFrameworkCore;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What is known of filings. Each write names the fence of the delivery's lease, in the same transaction: a worker whose lease was taken over in the meantime
/// changes nothing and sends nothing more. Writes of filings that are under way at the same time share a transaction, since what they wait for is its commit.
/// </summary>
internal sealed class FilingStore
{
    private const int AtOnce = 64;
    private readonly IDbContextFactory<PortalDbContext> contexts;
    private readonly IApprovedSummaries approved;
    private readonly ISqlDialect dialect;
    private readonly KeyVault vault;
    private readonly AuditWriter audit;
    private readonly DeliveryEnds deliveries;
    private readonly TimeProvider clock;
    private readonly Together<FrozenWrite, bool> freezing;
    private readonly Together<FilingWrite, bool> ending;

    public FilingStore(
        IDbContextFactory<PortalDbContext> contexts, IApprovedSummaries approved, ISqlDialect dialect, KeyVault vault, AuditWriter audit, DeliveryEnds deliveries, FilingsUnderWay underWay, TimeProvider clock)
    {
        (this.contexts, this.approved, this.dialect, this.vault, this.audit, this.deliveries, this.clock) = (contexts, approved, dialect, vault, audit, deliveries, clock);
        freezing = new(AtOnce, Freeze, () => underWay.Count);
        ending = new(AtOnce, End, () => underWay.Count);
    }

    /// <summary>Every version that was tried, oldest first.</summary>
    public async Task<IReadOnlyList<FilingRow>> Of(SummaryId summary, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<FilingRow>().AsNoTracking().Where(row => row.SummaryId == summary.Value).OrderBy(row => row.Version).ToListAsync(cancel);
    }

    /// <summary>What was frozen for this delivery; null where nothing was yet.</summary>
    public async Task<FrozenFiling?> FrozenOf(OutboxDeliveryRow delivery, ConversationId conversation, CancellationToken cancel) => delivery.Payload is { } payload
        ? FilingPapers.OpenFrozen(await Key(conversation, cancel), delivery.SubjectId!.Value, delivery.SubjectVersion!.Value, payload)
        : null;

    /// <summary>What may have left of a version that was given up, so that it may be in the EHR; null where nothing did.</summary>
    public async Task<FrozenFiling?> Left(FilingRow row, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var delivery = await context.Set<OutboxDeliveryRow>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == row.DeliveryId && one.Payload != null, cancel);
        return delivery is not null && await FrozenOf(delivery, new ConversationId(row.ConversationId), cancel) is { } frozen && (frozen.IsSent || frozen.Stored is not null) ? frozen : null;
    }

    /// <summary>Commits what is sent, before it is: with it the summary is on its way.</summary>
    /// <exception cref="FenceLostException">Another worker has the delivery.</exception>
    public async Task Freeze(OutboxDeliveryRow delivery, ApprovedSummary summary, FrozenFiling frozen, CancellationToken cancel)
    {
        var payload = FilingPapers.SealFrozen(await Key(summary.Conversation, cancel), summary.Id.Value, summary.Version, frozen);
        if (!await freezing.Ask(new FrozenWrite(delivery, summary, payload), cancel)) throw new FenceLostException(delivery.Id);
        delivery.Payload = payload;
    }

    /// <summary>How a filing ended for good, with all that is told of it, and the end of the delivery: done, or parked until somebody puts it back to work.</summary>
    /// <exception cref="FenceLostException">Another worker has the delivery.</exception>
    public async Task End(FilingWrite end, CancellationToken cancel)
    {
        if (!await ending.Ask(end, cancel)) throw new FenceLostException(end.Delivery.Id);
    }

    /// <summary>Why it still waits, for those who look at it meanwhile; or an end that tells nobody, since the version was never sent.</summary>
    /// <exception cref="FenceLostException">Another worker has the delivery.</exception>
    public async Task Note(FilingWrite note, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (!await Holds(context, note.Delivery, cancel)) throw new FenceLostException(note.Delivery.Id);
        await Write(context, await Row(note, clock.Now(), cancel), cancel);
        if (note is { Status: FilingStatus.Superseded, Summary.Change: SummaryChange.EnteredInError }) await GiveUp(context, note.Summary, cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task<FilingReceipt?> Receipt(FilingRow row, CancellationToken cancel) =>
        row.Receipt is null ? null : FilingPapers.OpenReceipt(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Receipt);

    public async Task<ClinicalText?> Words(FilingRow row, CancellationToken cancel) =>
        row.Words is null ? null : FilingPapers.OpenWords(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Words);

    private ValueTask<DataKey> Key(ConversationId conversation, CancellationToken cancel) => vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);

    private Task<IReadOnlyList<bool>> Freeze(IReadOnlyList<FrozenWrite> all) =>
        approved.BeginFiling([.. all.Select(one => one.Summary)], new Freezing(dialect, all, clock.Now()), CancellationToken.None);

    private async Task<IReadOnlyList<bool>> End(IReadOnlyList<FilingWrite> all)
    {
        var none = CancellationToken.None;
        var (now, stamp) = (clock.Now(), await audit.Stamp(none));
        var ends = new List<EndWrite>();
        foreach (var one in all)
        {
            var row = await Row(one, now, none);
            ends.Add(one.Status == FilingStatus.Filed
                ? new EndWrite(row, new DeliveryEnd(one.Delivery, DeliveryState.Done), null)
                : new EndWrite(row, new DeliveryEnd(one.Delivery, DeliveryState.Parked, one.Code), stamp.Row(DeliveryEnds.Parked(one.Delivery))));
        }

        var written = await approved.EndFiling([.. all.Select(one => one.Ended)], new Ending(dialect, ends, now), none);
        foreach (var parked in ends.Where((end, index) => written[index] && end.Delivery.State == DeliveryState.Parked)) deliveries.Tell(parked.Delivery);
        return written;
    }

    private async Task<FilingRow> Row(FilingWrite one, DateTimeOffset now, CancellationToken cancel)
    {
        var (key, summary, version) = (await Key(one.Summary.Conversation, cancel), one.Summary.Id.Value, one.Summary.Version);
        return new FilingRow
        {
            SummaryId = summary,
            Version = version,
            ConversationId = one.Summary.Conversation.Value,
            DeliveryId = one.Delivery.Id,
            Status = (short)one.Status,
            Question = (short)one.Question,
            Code = one.Code,
            Words = one.Words is { } said ? FilingPapers.SealWords(key, summary, version, said) : null,
            Receipt = one.Receipt is null ? null : FilingPapers.SealReceipt(key, summary, version, one.Receipt),
            ChangedAt = now,
        };
    }

    /// <summary>Withdrawn before any of it was there: nobody files it later by trying again what was given up.</summary>
    private async Task GiveUp(PortalDbContext context, ApprovedSummary withdrawn, CancellationToken cancel)
    {
        var (summary, version, now) = (withdrawn.Id.Value, withdrawn.Version, clock.Now());

        // Filings before deliveries, as whoever tries one again takes them.
        await Settle(context, summary, version, cancel);
        await context.Set<OutboxDeliveryRow>()
            .Where(one => one.State == (short)DeliveryState.Parked && context.Set<FilingRow>().Any(row => row.DeliveryId == one.Id && row.SummaryId == summary && row.Version < version))
            .ExecuteUpdateAsync(
                set => set.SetProperty(one => one.State, (short)DeliveryState.Dropped).SetProperty(one => one.EndedAt, now).SetProperty(one => one.Payload, (byte[]?)null),
                cancel);
    }

    /// <summary>Nothing is left to do about what needed attention before that version.</summary>
    public static Task<int> Settle(PortalDbContext context, Guid summary, int version, CancellationToken cancel) => context.Set<FilingRow>()
        .Where(one => one.SummaryId == summary && one.Version < version && one.Status == (short)FilingStatus.NeedsAttention)
        .ExecuteUpdateAsync(set => set.SetProperty(one => one.Status, (short)FilingStatus.Superseded).SetProperty(one => one.Question, (short)FilingQuestion.None), cancel);

    /// <summary>Whether the lease is still that of this try; it stays so to the end of the transaction.</summary>
    private async Task<bool> Holds(PortalDbContext context, OutboxDeliveryRow delivery, CancellationToken cancel) =>
        await dialect.HoldDeliveries(context, [delivery.Id]).AnyAsync(row => row.Fence == delivery.Fence, cancel);

    private static async Task Write(PortalDbContext context, FilingRow row, CancellationToken cancel)
    {
        if (await context.Set<FilingRow>().SingleOrDefaultAsync(one => one.SummaryId == row.SummaryId && one.Version == row.Version, cancel) is not { } known)
        {
            context.Add(row);
            return;
        }

        (known.Status, known.Question, known.Code, known.Words, known.Receipt, known.ChangedAt) = (row.Status, row.Question, row.Code, row.Words, row.Receipt, row.ChangedAt);
    }
}

/// <summary>What a try learned of a filing, to be written under its fence.</summary>
internal sealed record FilingWrite(OutboxDeliveryRow Delivery, ApprovedSummary Summary, FilingStatus Status, string? Code = null)
{
    public FilingQuestion Question { get; init; }

    /// <summary>The EHR's.</summary>
    public ClinicalText? Words { get; init; }

    public FilingReceipt? Receipt { get; init; }

    /// <summary>The same as the summary's team and the audit are told it.</summary>
    public FilingEnded Ended => new(Summary, Status == FilingStatus.Filed ? Domain.Conversations.FilingOutcome.Filed : Domain.Conversations.FilingOutcome.NeedsAttention, Code);

    public override string ToString() => nameof(FilingWrite);
}

/// <summary>The lease ended and another worker took the delivery: nothing of this try stands.</summary>
internal sealed class FenceLostException(Guid delivery) : Exception($"The delivery {delivery:D} is another worker's now.");
