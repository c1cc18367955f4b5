using Microsoft.EntityFrameworkCore;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// What is known of filings. Each write names the fence of the delivery's lease, in the same transaction: a worker whose lease was taken over in the meantime
/// changes nothing and sends nothing more.
/// </summary>
internal sealed class FilingStore(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, TimeProvider clock)
{
    /// <summary>Every version that was tried, oldest first.</summary>
    public async Task<IReadOnlyList<FilingRow>> Of(SummaryId summary, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<FilingRow>().AsNoTracking().Where(row => row.SummaryId == summary.Value).OrderBy(row => row.Version).ToListAsync(cancel);
    }

    /// <summary>What was frozen for this delivery; null where nothing was yet.</summary>
    public async Task<FrozenFiling?> Frozen(OutboxDeliveryRow delivery, ConversationId conversation, CancellationToken cancel) => delivery.Payload is { } payload
        ? FilingPapers.OpenFrozen(await Key(conversation, cancel), delivery.SubjectId!.Value, delivery.SubjectVersion!.Value, payload)
        : null;

    /// <summary>Commits what is sent, before it is.</summary>
    /// <exception cref="FenceLostException">Another worker has the delivery.</exception>
    public async Task Freeze(OutboxDeliveryRow delivery, ConversationId conversation, FrozenFiling frozen, CancellationToken cancel)
    {
        var payload = FilingPapers.SealFrozen(await Key(conversation, cancel), delivery.SubjectId!.Value, delivery.SubjectVersion!.Value, frozen);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var mine = await Mine(context, delivery).ExecuteUpdateAsync(set => set.SetProperty(row => row.Payload, payload), cancel);
        if (mine == 0) throw new FenceLostException(delivery.Id);
        await Row(context, delivery, conversation, cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        delivery.Payload = payload;
    }

    /// <summary>Why it still waits, for those who look at it meanwhile.</summary>
    public Task Note(OutboxDeliveryRow delivery, ConversationId conversation, string code, ClinicalText? words, CancellationToken cancel) =>
        Alone(delivery, conversation, FilingStatus.Waiting, code, words, cancel);

    /// <summary>An end that tells nobody: the version was never sent.</summary>
    public Task Settle(OutboxDeliveryRow delivery, ConversationId conversation, FilingStatus status, string code, CancellationToken cancel) =>
        Alone(delivery, conversation, status, code, words: null, cancel);

    /// <summary>Part of the caller's transaction, which saves: how it ended. A filed version settles those before it that needed attention.</summary>
    /// <exception cref="FenceLostException">Another worker has the delivery.</exception>
    public async Task Write(
        PortalDbContext context, OutboxDeliveryRow delivery, ConversationId conversation, FilingStatus status, string? code, FilingQuestion question, ClinicalText? words, FilingReceipt? receipt, CancellationToken cancel)
    {
        if (await Mine(context, delivery).ExecuteUpdateAsync(set => set.SetProperty(row => row.Fence, delivery.Fence), cancel) == 0) throw new FenceLostException(delivery.Id);
        var key = await Key(conversation, cancel);
        var (summary, version) = (delivery.SubjectId!.Value, delivery.SubjectVersion!.Value);
        var row = await Row(context, delivery, conversation, cancel);
        row.Status = (short)status;
        row.Question = (short)question;
        row.Code = code;
        row.Words = words is { } said ? FilingPapers.SealWords(key, summary, version, said) : null;
        row.Receipt = receipt is null ? null : FilingPapers.SealReceipt(key, summary, version, receipt);
        row.ChangedAt = clock.Now();
        if (status != FilingStatus.Filed) return;
        await context.Set<FilingRow>()
            .Where(one => one.SummaryId == summary && one.Version < version && one.Status == (short)FilingStatus.NeedsAttention)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Status, (short)FilingStatus.Superseded).SetProperty(one => one.Question, (short)FilingQuestion.None), cancel);
    }

    public async Task<FilingReceipt?> Receipt(FilingRow row, CancellationToken cancel) =>
        row.Receipt is null ? null : FilingPapers.OpenReceipt(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Receipt);

    public async Task<ClinicalText?> Words(FilingRow row, CancellationToken cancel) =>
        row.Words is null ? null : FilingPapers.OpenWords(await Key(new ConversationId(row.ConversationId), cancel), row.SummaryId, row.Version, row.Words);

    private async Task Alone(OutboxDeliveryRow delivery, ConversationId conversation, FilingStatus status, string code, ClinicalText? words, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await Write(context, delivery, conversation, status, code, FilingQuestion.None, words, receipt: null, cancel);
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private ValueTask<DataKey> Key(ConversationId conversation, CancellationToken cancel) => vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);

    private async Task<FilingRow> Row(PortalDbContext context, OutboxDeliveryRow delivery, ConversationId conversation, CancellationToken cancel)
    {
        var (summary, version) = (delivery.SubjectId!.Value, delivery.SubjectVersion!.Value);
        var row = await context.Set<FilingRow>().SingleOrDefaultAsync(one => one.SummaryId == summary && one.Version == version, cancel);
        if (row is not null) return row;
        row = new FilingRow { SummaryId = summary, Version = version, ConversationId = conversation.Value, DeliveryId = delivery.Id, Status = (short)FilingStatus.Waiting, ChangedAt = clock.Now() };
        context.Add(row);
        return row;
    }

    private static IQueryable<OutboxDeliveryRow> Mine(PortalDbContext context, OutboxDeliveryRow delivery) =>
        context.Set<OutboxDeliveryRow>().Where(row => row.Id == delivery.Id && row.State == (short)DeliveryState.Waiting && row.Fence == delivery.Fence);
}

/// <summary>The lease ended and another worker took the delivery: nothing of this try stands.</summary>
internal sealed class FenceLostException(Guid delivery) : Exception($"The delivery {delivery:D} is another worker's now.");
