using Microsoft.EntityFrameworkCore;
using Portal.Domain.Ehr;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <inheritdoc/>
internal sealed class FilingStandings(IDbContextFactory<PortalDbContext> contexts) : IRecordStandings
{
    public async Task<IReadOnlySet<Guid>> StillInForce(IReadOnlyDictionary<Guid, int> withdrawals, CancellationToken cancel)
    {
        if (withdrawals.Count == 0) return new HashSet<Guid>();
        var ids = withdrawals.Keys.ToList();
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<FilingRow>().AsNoTracking().Where(row => ids.Contains(row.SummaryId)).Select(row => new
        {
            Row = row,
            IsParked = context.Set<OutboxDeliveryRow>().Any(one => one.Id == row.DeliveryId && one.State == (short)DeliveryState.Parked),
        }).ToListAsync(cancel);
        return rows.Where(one => withdrawals[one.Row.SummaryId] == one.Row.Version && FilingRow.StatusOf(one.Row, one.IsParked) is FilingStatus.NeedsAttention or FilingStatus.Unknown).Select(one => one.Row.SummaryId).ToHashSet();
    }
}
