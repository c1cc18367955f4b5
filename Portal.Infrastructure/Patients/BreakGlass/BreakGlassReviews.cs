using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <inheritdoc/>
internal sealed class BreakGlassReviews(IDbContextFactory<PortalDbContext> contexts, GrantsReader grants, AccessGate gate, AuditWriter audit, TimeProvider clock) : IBreakGlassReviews
{
    private const int LongestReport = 366;

    public async Task<Outcome<Page<BreakGlassLine>>> List(Actor actor, BreakGlassFilter filter, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        BreakGlassId behind = default;
        if (page.Cursor is not null && !Id.TryParse(page.Cursor, out behind)) return Refusal.Invalid("cursor", "is not one that was given out");
        if (!(await Admit(actor, new Target { Subject = filter.Grant?.Value }, cancel)).TryGet(out var scope, out var refusal)) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (page.Cursor is null)
        {
            context.Add(await audit.Row(new AuditEntry(actor, AuditAction.AuditViewed) { Subject = filter.Grant?.Value, Code = nameof(CareAction.ReviewBreakGlass) }, cancel));
            await context.SaveChangesAsync(cancel);
        }

        var rows = await Behind(context, Asked(scope.Of(context).AsNoTracking(), filter), page.Cursor is null ? null : behind.Value)
            .OrderByDescending(row => row.DeclaredAt).ThenByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var shown = rows.Take(page.Limit).ToList();
        return new Page<BreakGlassLine>(await Lines(context, shown, cancel), rows.Count > page.Limit ? new BreakGlassId(shown[^1].Id).ToString() : null);
    }

    public async Task<Outcome<Done>> Review(Actor actor, BreakGlassId grant, BreakGlassVerdict verdict, CancellationToken cancel)
    {
        if (!Enum.IsDefined(verdict)) return Refusal.Invalid("verdict", "is not one of the verdicts");
        if (!(await Admit(actor, new Target { Subject = grant.Value }, cancel)).TryGet(out var scope, out var refusal)) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var row = await scope.Of(context).AsNoTracking().SingleOrDefaultAsync(stored => stored.Id == grant.Value, cancel);
        if (row is null) return Refusal.NotFound;
        if (row.PersonId == actor.PersonId.Value) return BreakGlassReviewRefusals.Own;
        var now = clock.Now();

        // The one who changes the row has said it; whoever is second finds it said.
        var said = await context.Set<BreakGlassRow>().Where(stored => stored.Id == row.Id && stored.Verdict == null).ExecuteUpdateAsync(
            set => set.SetProperty(stored => stored.Verdict, (short)verdict).SetProperty(stored => stored.ReviewedBy, actor.PersonId.Value).SetProperty(stored => stored.ReviewedAt, now),
            cancel);
        if (said == 0) return BreakGlassReviewRefusals.AlreadyReviewed;
        context.Add(stamp.Row(new AuditEntry(actor, AuditAction.BreakGlassReviewed) { Patient = new PersonId(row.PatientId), Subject = row.Id, Code = verdict.ToString(), BreakGlass = grant }));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return Done.It;
    }

    public async Task<Outcome<BreakGlassReport>> Report(Actor actor, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        if (to < from) return Refusal.Invalid("to", "must not be before from");
        if (to.DayNumber - from.DayNumber > LongestReport) return BreakGlassReviewRefusals.RangeTooLong;
        if (!(await Admit(actor, Target.None, cancel)).TryGet(out var scope, out var refusal)) return refusal;
        var (begin, end) = (new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), new DateTimeOffset(to.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(1));
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await scope.Of(context).AsNoTracking().Where(row => row.DeclaredAt >= begin && row.DeclaredAt < end)
            .Select(row => new { row.PersonId, row.Purpose, row.Verdict, row.DeclaredAt }).ToListAsync(cancel);
        var names = await Names(context, [.. rows.Select(row => row.PersonId).Distinct()], cancel);
        var open = rows.Where(row => row.Verdict is null).ToList();
        return new BreakGlassReport(
            rows.Count,
            rows.Count(row => row.Verdict == (short)BreakGlassVerdict.Justified),
            rows.Count(row => row.Verdict == (short)BreakGlassVerdict.NotJustified),
            open.Count,
            open.Count == 0 ? null : open.Min(row => row.DeclaredAt).ToUniversalTime(),
            [.. rows.GroupBy(row => row.Purpose).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => new BreakGlassCount((BreakGlassPurpose)group.Key, group.Count()))],
            [
                .. rows.GroupBy(row => row.PersonId).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).Select(group => new BreakGlassPersonCount(
                    new PersonId(group.Key), names.GetValueOrDefault(group.Key, ""), group.Count(), group.Count(row => row.Verdict == (short)BreakGlassVerdict.NotJustified))),
            ]);
    }

    private async Task<Outcome<BreakGlassScope>> Admit(Actor actor, Target target, CancellationToken cancel)
    {
        var scope = BreakGlassScope.Of(actor, await grants.Of(actor, cancel));
        return await gate.Refuse(actor, CareAction.ReviewBreakGlass, scope.Facts, target, cancel) is { } refusal ? refusal : scope;
    }

    private static IQueryable<BreakGlassRow> Asked(IQueryable<BreakGlassRow> rows, BreakGlassFilter filter)
    {
        if (filter.Grant is { Value: var grant }) rows = rows.Where(row => row.Id == grant);
        return filter.IsReviewed switch
        {
            true => rows.Where(row => row.Verdict != null),
            false => rows.Where(row => row.Verdict == null),
            null => rows,
        };
    }

    private static IQueryable<BreakGlassRow> Behind(PortalDbContext context, IQueryable<BreakGlassRow> rows, Guid? id) => id is not { } last
        ? rows
        : from row in rows
          from mark in context.Set<BreakGlassRow>().Where(mark => mark.Id == last)
          where row.DeclaredAt < mark.DeclaredAt || (row.DeclaredAt == mark.DeclaredAt && row.Id.CompareTo(mark.Id) < 0)
          select row;

    private static async Task<IReadOnlyList<BreakGlassLine>> Lines(PortalDbContext context, List<BreakGlassRow> rows, CancellationToken cancel)
    {
        var ids = rows.Select(row => (Guid?)row.Id).ToList();
        var acts = await context.Set<AuditEventRow>().Where(row => row.BreakGlassId != null && ids.Contains(row.BreakGlassId))
            .GroupBy(row => row.BreakGlassId!.Value).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancel);
        var names = await Names(context, [.. rows.Select(row => row.PersonId).Concat(rows.Select(row => row.ReviewedBy).OfType<Guid>()).Distinct()], cancel);
        return rows.ConvertAll(row => new BreakGlassLine(
            new BreakGlassId(row.Id),
            new PersonId(row.PersonId),
            names.GetValueOrDefault(row.PersonId, ""),
            new PersonId(row.PatientId),
            (BreakGlassPurpose)row.Purpose,
            row.DeclaredAt.ToUniversalTime(),
            row.EndsAt.ToUniversalTime(),
            row.EndedAt?.ToUniversalTime(),
            acts.GetValueOrDefault(row.Id),
            (BreakGlassVerdict?)row.Verdict,
            row.ReviewedBy is { } reviewer ? new PersonId(reviewer) : null,
            row.ReviewedBy is { } named ? names.GetValueOrDefault(named) : null,
            row.ReviewedAt?.ToUniversalTime()));
    }

    private static Task<Dictionary<Guid, string>> Names(PortalDbContext context, List<Guid> staff, CancellationToken cancel) =>
        context.Set<StaffAccount>().AsNoTracking().Where(row => staff.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
}
