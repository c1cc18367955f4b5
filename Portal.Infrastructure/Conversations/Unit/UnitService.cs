using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Audit.Reading;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Conversations.Unit;

/// <inheritdoc/>
internal sealed class UnitService(IDbContextFactory<PortalDbContext> contexts, GrantsReader grants, AccessGate gate, TimeProvider clock) : IUnit
{
    public async Task<Outcome<IReadOnlyList<CareTeam>>> CareTeams(Actor actor, CancellationToken cancel)
    {
        var unit = (await grants.Of(actor, cancel)).Unit;
        if (await gate.Refuse(actor, CareAction.ViewServiceCharts, AccessFacts.None with { Supervises = unit.Count > 0 }, Target.None, cancel) is { } refusal) return refusal;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var teams = context.Set<CareTeamRow>().AsNoTracking().Where(row => row.IsActive && unit.Contains(row.Id));
        return (await teams.OrderBy(row => row.Name).ToListAsync(cancel)).ConvertAll(row => new CareTeam(CareTeamId.Of(row.Id), row.Identifier, row.Name));
    }

    public async Task<Outcome<UnitFigures>> Figures(Actor actor, CareTeamId careTeam, UnitRange range, CancellationToken cancel)
    {
        if (await Refuse(actor, careTeam, cancel) is { } refusal) return refusal;
        if (range.Objection() is { } objection) return objection;
        return await AuditPatience.Within(clock, patience => Read(careTeam, range, patience), cancel);
    }

    public async Task<Outcome<Page<UnitConversation>>> Conversations(Actor actor, CareTeamId careTeam, PageRequest page, CancellationToken cancel)
    {
        if (page.Limit is < 1 or > PageRequest.MaxLimit) return Refusal.Invalid("limit", "must be 1 to 200");
        if (!TryReadPlace(page.Cursor, out var from)) return Refusal.Invalid("cursor", "is not one that was given out");
        if (await Refuse(actor, careTeam, cancel) is { } refusal) return refusal;
        if (!(await AuditPatience.Within(clock, patience => Open(careTeam, patience), cancel)).TryGet(out var open, out var tooBroad)) return tooBroad;
        var shown = open.OrderBy(one => one.WaitingSince ?? DateTimeOffset.MaxValue).ThenByDescending(one => one.LastActivityAt).ThenBy(one => one.Id).Skip(from).Take(page.Limit).ToList();
        return new Page<UnitConversation>(shown, from + shown.Count < open.Count ? (from + shown.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    private static bool TryReadPlace(string? cursor, out int place)
    {
        place = 0;
        return cursor is null || (int.TryParse(cursor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out place) && place > 0);
    }

    private async Task<UnitFigures> Read(CareTeamId careTeam, UnitRange range, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var open = await UnitReading.Open(context, careTeam, cancel);
        var (members, coverage) = await UnitReading.Members(context, careTeam, clock.GetUtcNow(), cancel);
        return new UnitFigures(
            await UnitReading.Answers(context, careTeam, range, cancel),
            open.Count(one => one.WaitingSince is not null),
            open.Min(one => one.WaitingSince),
            open.Count,
            open.Count(one => one.Assignee is null),
            [.. members.Select(member => new MemberLoad(
                member.Id, member.Name, open.Count(one => one.Assignee == member.Id), open.Count(one => one.Assignee == member.Id && one.WaitingSince is not null)))],
            coverage);
    }

    private async Task<List<UnitConversation>> Open(CareTeamId careTeam, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await UnitReading.Open(context, careTeam, cancel);
    }

    /// <summary>Whom the matrix gives aggregates alone is refused: a care team of one conversation has none that say nothing of it.</summary>
    private async ValueTask<Refusal?> Refuse(Actor actor, CareTeamId careTeam, CancellationToken cancel)
    {
        var facts = AccessFacts.None with { Supervises = (await grants.Of(actor, cancel)).Unit.Contains(careTeam.Value) };
        return await gate.Refuse(actor, CareAction.ViewServiceCharts, facts, new Target { CareTeam = careTeam }, cancel);
    }
}
