using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations;

/// <summary>Reads and opens events of one conversation, for somebody whose access was just decided.</summary>
internal sealed class EventReader(IDbContextFactory<PortalDbContext> contexts, KeyVault vault)
{
    /// <summary>Ascending events after a sequence, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<ConversationEvent>> After(Guid conversation, long after, int limit, CancellationToken cancel) =>
        Read(conversation, rows => rows.Where(row => row.Sequence > after).OrderBy(row => row.Sequence).Take(limit), cancel);

    /// <summary>The last events before a sequence, not below the first visible one; ascending.</summary>
    public Task<IReadOnlyList<ConversationEvent>> Before(Guid conversation, long before, long first, int limit, CancellationToken cancel) =>
        Read(conversation, rows => rows.Where(row => row.Sequence < before && row.Sequence >= first).OrderByDescending(row => row.Sequence).Take(limit), cancel);

    public async Task<long> Head(Guid conversation, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await context.Set<ConversationRow>().Where(row => row.Id == conversation).Select(row => row.HeadSequence).SingleAsync(cancel);
    }

    private async Task<IReadOnlyList<ConversationEvent>> Read(
        Guid conversation,
        Func<IQueryable<ConversationEventRow>, IQueryable<ConversationEventRow>> range,
        CancellationToken cancel)
    {
        var key = await vault.Get(DataKeyKind.Conversation, conversation, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await range(context.Set<ConversationEventRow>().AsNoTracking().Where(row => row.ConversationId == conversation)).ToListAsync(cancel);
        return [.. rows.OrderBy(row => row.Sequence).Select(row => EventCodec.Read(key, row))];
    }
}
