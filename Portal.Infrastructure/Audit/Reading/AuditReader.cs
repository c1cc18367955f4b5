using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Audit.Reading;

/// <summary>Lines of the trail as an actor is shown them; every reading decides access anew.</summary>
internal sealed class AuditReader(IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect, AuditSelection selection, GrantsReader grants, TimeProvider clock)
{
    public async ValueTask<AuditView> View(Actor actor, AuditQuery query, CancellationToken cancel) =>
        AuditView.Of(actor, query, await grants.Of(actor, cancel), clock.GetUtcNow());

    /// <summary>One page in the order that is asked for.</summary>
    public async Task<Page<AuditLine>> Page(AuditView view, AuditQuery query, Guid? behind, int limit, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var events = view.Of(selection.Of(context, query));
        var ordered = query.IsOldestFirst ? dialect.OldestFirst(events, behind, upTo: null) : dialect.NewestFirst(events, behind);
        var rows = await ordered.Take(limit + 1).ToListAsync(cancel);
        var shown = rows.Take(limit).ToList();
        return new Page<AuditLine>(await Lines(context, view, shown, cancel), rows.Count > limit ? shown[^1].Id.ToString("D") : null);
    }

    /// <summary>The newest of that instant and later, at most <see cref="PageRequest.MaxLimit"/>, without those known; null where the actor is shown none any more.</summary>
    public async Task<IReadOnlyList<AuditLine>?> Since(Actor actor, AuditQuery query, DateTimeOffset since, IReadOnlySet<Guid> known, CancellationToken cancel)
    {
        var view = await View(actor, query, cancel);
        if (!view.IsGranted(actor)) return null;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var later = dialect.Between(view.Of(selection.Of(context, query)), since, to: null);
        var rows = await dialect.NewestFirst(later, behind: null).Take(PageRequest.MaxLimit).ToListAsync(cancel);
        rows.RemoveAll(row => known.Contains(row.Id));
        return await Lines(context, view, rows, cancel);
    }

    public async Task<AuditChart> Chart(AuditView view, AuditQuery query, AuditChartKind kind, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var events = view.Of(selection.Of(context, query));
        return new(kind, kind switch
        {
            AuditChartKind.Acts => await AuditCounting.ByHour(events, cancel),
            AuditChartKind.Refusals => await AuditCounting.ByAction(events.Where(row => row.Outcome == (short)AuditOutcome.Refused), cancel),
            AuditChartKind.BreakGlass => await AuditCounting.ByHour(Succeeded(events).Where(row => row.Action == (short)AuditAction.BreakGlassDeclared), cancel),
            AuditChartKind.Openings => await AuditCounting.ByHour(
                Succeeded(events).Where(row => row.ActorKind == (short)ActorKind.Practitioner && AuditView.Openings.Contains(row.Action)), cancel),
        });
    }

    private static IQueryable<AuditEventRow> Succeeded(IQueryable<AuditEventRow> events) => events.Where(row => row.Outcome == (short)AuditOutcome.Succeeded);

    private static async Task<List<AuditLine>> Lines(PortalDbContext context, AuditView view, List<AuditEventRow> rows, CancellationToken cancel)
    {
        var names = await AuditSelection.StaffNames(context, rows, cancel);
        return rows.ConvertAll(row => new AuditLine(view.Shown(row.ToRecord()), names.GetValueOrDefault(row.ActorId)));
    }
}
