using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Infrastructure.Audit.Reading;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>All lines that answer a question, oldest first, a batch at a time and each with a context of its own: no memory grows with their number.</summary>
internal sealed class ExportLines(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, AuditSelection selection)
{
    public const int BatchSize = 2_000;

    /// <summary>Up to and with that event.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AuditLine>> Of(AuditQuery query, Guid upTo, [EnumeratorCancellation] CancellationToken cancel)
    {
        Guid? behind = null;
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            var rows = await dialect.OldestFirst(selection.Of(context, query), behind, upTo).Take(BatchSize).ToListAsync(cancel);
            if (rows.Count == 0) yield break;
            var names = await AuditSelection.StaffNames(context, rows, cancel);
            yield return rows.ConvertAll(row => new AuditLine(row.ToRecord(), names.GetValueOrDefault(row.ActorId)));
            if (rows.Count < BatchSize) yield break;
            behind = rows[^1].Id;
        }
    }
}
