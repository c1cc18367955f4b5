using Microsoft.EntityFrameworkCore;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
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
    private readonly TimeProvider clock;
    private readonly Together<Frozen, bool> freezing;
    private readonly Together<FilingWrite, bool> ending;

    public FilingStore(IDbContextFactory<PortalDbContext> contexts, IApprovedSummaries approved, ISqlDialect dialect, KeyVault vault, TimeProvider clock)
    {
        (this.contexts, this.approved, this.dialect, this.vault, this.clock) = (contexts, approved, dialect, vault, clock);
        freezing = new(AtOnce, Freeze);
        ending = new(AtOnce, End);
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
        if (!await freezing.Ask(new Frozen(delivery, summary, payload), cancel)) throw new FenceLostException(delivery.Id);
        delivery.Payload = payload;
    }

    /// <summary>How a filing ended, with all that is told of it, and the end of the delivery where it is filed.</summary>
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
        if (await Write(context, [note], cancel) is not [true]) throw new FenceLostException(note.Delivery.Id);
        if (note is { Status: FilingStatus.Superseded, Summary.Change: SummaryChange.EnteredInError }) await GiveUp(context, note.Summary, cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task<FilingReceipt?> Receipt(FilingRow row, CancellationToken cancel) =>
        row.Receipt is null ? null : FilingPapers.OpenReceipt(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Receipt);

    public async Task<ClinicalText?> Words(FilingRow row, CancellationToken cancel) =>
        row.Words is null ? null : FilingPapers.OpenWords(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Words);

    private ValueTask<DataKey> Key(ConversationId conversation, CancellationToken cancel) => vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);

    private async Task<IReadOnlyList<bool>> Freeze(IReadOnlyList<Frozen> all)
    {
        var cancel = CancellationToken.None;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var mine = await Mine(context, [.. all.Select(one => one.Delivery)], cancel);
        var held = all.Where((_, index) => mine[index]).ToList();
        var rows = await Rows(context, [.. held.Select(one => one.Summary.Id.Value)], cancel);
        foreach (var (delivery, summary, payload) in held)
        {
            var sent = new OutboxDeliveryRow { Id = delivery.Id };
            context.Attach(sent);
            sent.Payload = payload;
            RowOf(context, rows, delivery, summary.Conversation);
        }

        await approved.BeginFiling(context, [.. held.Select(one => one.Summary)], cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return mine;
    }

    private Task<IReadOnlyList<bool>> End(IReadOnlyList<FilingWrite> all) => approved.EndFiling([.. all.Select(one => one.Ended)], (context, cancel) => Write(context, all, cancel), CancellationToken.None);

    /// <summary>Part of the caller's transaction, which saves; false where another worker has the delivery. A filed version settles those before it that needed attention.</summary>
    private async Task<IReadOnlyList<bool>> Write(PortalDbContext context, IReadOnlyList<FilingWrite> all, CancellationToken cancel)
    {
        var mine = await Mine(context, [.. all.Select(one => one.Delivery)], cancel);
        var held = all.Where((_, index) => mine[index]).ToList();
        var rows = await Rows(context, [.. held.Select(one => one.Summary.Id.Value)], cancel);
        foreach (var one in held)
        {
            var (key, summary, version) = (await Key(one.Summary.Conversation, cancel), one.Summary.Id.Value, one.Summary.Version);
            var row = RowOf(context, rows, one.Delivery, one.Summary.Conversation);
            row.Status = (short)one.Status;
            row.Question = (short)one.Question;
            row.Code = one.Code;
            row.Words = one.Words is { } said ? FilingPapers.SealWords(key, summary, version, said) : null;
            row.Receipt = one.Receipt is null ? null : FilingPapers.SealReceipt(key, summary, version, one.Receipt);
            row.ChangedAt = clock.Now();
        }

        var filed = held.Where(one => one.Status == FilingStatus.Filed).ToList();
        if (filed.Count == 0) return mine;
        await Done(context, filed, cancel);
        foreach (var one in filed.Where(one => rows[one.Summary.Id.Value].Any(row => row.Version < one.Summary.Version && row.Status == (short)FilingStatus.NeedsAttention))) await Settle(context, one.Summary, cancel);
        return mine;
    }

    private Task<int> Done(PortalDbContext context, IReadOnlyList<FilingWrite> filed, CancellationToken cancel)
    {
        var (now, ids) = (clock.Now(), filed.Select(one => one.Delivery.Id).ToList());
        return context.Set<OutboxDeliveryRow>().Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.State, (short)DeliveryState.Done)
                .SetProperty(row => row.EndedAt, now)
                .SetProperty(row => row.LastError, (string?)null)
                .SetProperty(row => row.Payload, (byte[]?)null)
                .SetProperty(row => row.LeaseOwner, (Guid?)null)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
            cancel);
    }

    /// <summary>Withdrawn before any of it was there: nobody files it later by trying again what was given up.</summary>
    private async Task GiveUp(PortalDbContext context, ApprovedSummary withdrawn, CancellationToken cancel)
    {
        var (summary, version, now) = (withdrawn.Id.Value, withdrawn.Version, clock.Now());

        // Filings before deliveries, as whoever tries one again takes them.
        await Settle(context, withdrawn, cancel);
        await context.Set<OutboxDeliveryRow>()
            .Where(one => one.State == (short)DeliveryState.Parked && context.Set<FilingRow>().Any(row => row.DeliveryId == one.Id && row.SummaryId == summary && row.Version < version))
            .ExecuteUpdateAsync(
                set => set.SetProperty(one => one.State, (short)DeliveryState.Dropped).SetProperty(one => one.EndedAt, now).SetProperty(one => one.Payload, (byte[]?)null),
                cancel);
    }

    private static Task<int> Settle(PortalDbContext context, ApprovedSummary filed, CancellationToken cancel)
    {
        var (summary, version) = (filed.Id.Value, filed.Version);
        return context.Set<FilingRow>()
            .Where(one => one.SummaryId == summary && one.Version < version && one.Status == (short)FilingStatus.NeedsAttention)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Status, (short)FilingStatus.Superseded).SetProperty(one => one.Question, (short)FilingQuestion.None), cancel);
    }

    /// <summary>Of which deliveries the leases are still those of this try; they stay so to the end of the transaction.</summary>
    private async Task<IReadOnlyList<bool>> Mine(PortalDbContext context, IReadOnlyList<OutboxDeliveryRow> deliveries, CancellationToken cancel)
    {
        var fences = await dialect.HoldDeliveries(context, [.. deliveries.Select(delivery => delivery.Id)]).Select(row => new { row.Id, row.Fence }).ToDictionaryAsync(row => row.Id, row => row.Fence, cancel);
        return [.. deliveries.Select(delivery => fences.TryGetValue(delivery.Id, out var fence) && fence == delivery.Fence)];
    }

    private static async Task<ILookup<Guid, FilingRow>> Rows(PortalDbContext context, IReadOnlyList<Guid> summaries, CancellationToken cancel) =>
        (await context.Set<FilingRow>().Where(row => summaries.Contains(row.SummaryId)).ToListAsync(cancel)).ToLookup(row => row.SummaryId);

    private FilingRow RowOf(PortalDbContext context, ILookup<Guid, FilingRow> rows, OutboxDeliveryRow delivery, ConversationId conversation)
    {
        var (summary, version) = (delivery.SubjectId!.Value, delivery.SubjectVersion!.Value);
        if (rows[summary].FirstOrDefault(one => one.Version == version) is { } known) return known;
        var row = new FilingRow { SummaryId = summary, Version = version, ConversationId = conversation.Value, DeliveryId = delivery.Id, Status = (short)FilingStatus.Waiting, ChangedAt = clock.Now() };
        context.Add(row);
        return row;
    }

    private sealed record Frozen(OutboxDeliveryRow Delivery, ApprovedSummary Summary, byte[] Payload)
    {
        public override string ToString() => nameof(Frozen);
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
