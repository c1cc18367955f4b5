using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.Staff;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.CareTeams.Import;

/// <inheritdoc/>
internal sealed class StaffImport(StaffUnits units, StaffAccess access, ImportPlanner planner, ImportWriter writer, AccessChanges changes, AuditWriter audit) : IStaffImport
{
    public async Task<Outcome<ImportPlan>> Check(Actor actor, ReadOnlyMemory<byte> csv, CancellationToken cancel)
    {
        if (await access.Refuse(actor, cancel) is { } refusal) return refusal;
        if (!ImportFile.Read(csv).TryGet(out var file, out var wrong)) return await Refused(actor, wrong, cancel);
        await using var unit = units.Open();
        var plan = (await planner.Plan(unit.Context, actor, csv, file, cancel)).Plan;
        await TellOwn(actor, plan, cancel);
        return plan;
    }

    public async Task<Outcome<ImportResult>> Apply(Actor actor, ReadOnlyMemory<byte> csv, string planHash, CancellationToken cancel)
    {
        if (await access.Refuse(actor, cancel) is { } refusal) return refusal;
        if (!ImportFile.Read(csv).TryGet(out var file, out var wrong)) return await Refused(actor, wrong, cancel);
        var done = await Write(actor, csv, file, planHash, cancel);
        if (done.Refusal is { } no) return await Refused(actor, no, cancel);
        changes.Announce();
        return done;
    }

    private async Task<Outcome<ImportResult>> Write(Actor actor, ReadOnlyMemory<byte> csv, ImportFile file, string planHash, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);

        // Care teams before the access version, as everybody who changes memberships; accounts behind both.
        await LockTeams(unit.Context, file, cancel);
        await changes.Bump(unit.Context, cancel);
        if (await access.RefuseNow(unit.Context, actor, cancel) is { } lost) return lost;
        var planned = await planner.Plan(unit.Context, actor, csv, file, cancel);
        if (planned.Plan.Errors.Count > 0)
        {
            await TellOwn(actor, planned.Plan, cancel);
            return ImportRules.LinesWrong;
        }

        if (planned.Plan.Hash != planHash) return ImportRules.Changed;
        foreach (var line in planned.Lines)
            if (await writer.Write(unit, actor, line, stamp, cancel) is { } refusal) return refusal;
        var plan = planned.Plan;
        var result = new ImportResult(plan.Count(ImportKind.Invited), plan.Count(ImportKind.Changed), plan.Count(ImportKind.Unchanged));
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.StaffImported) { Code = string.Create(CultureInfo.InvariantCulture, $"{result.Invited}+{result.Changed}+{result.Unchanged}") }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return result;
    }

    /// <summary>In one order, so that two imports at once wait for each other and no more.</summary>
    private static async Task LockTeams(PortalDbContext context, ImportFile file, CancellationToken cancel)
    {
        var named = file.Rows.SelectMany(row => row.CareTeams).Distinct(StringComparer.Ordinal).ToList();
        var teams = await context.Set<CareTeamRow>().Where(row => named.Contains(row.Identifier)).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancel);
        foreach (var team in teams) await CareTeamMembers.Lock(context, new CareTeamId(team), cancel);
    }

    /// <summary>A line about the own account is a try to change it: denied and on record as any other.</summary>
    private async Task TellOwn(Actor actor, ImportPlan plan, CancellationToken cancel)
    {
        if (plan.Errors.Any(error => error.Fault == ImportFault.Own)) await access.Refuse(actor, actor.PersonId, cancel);
    }

    private async Task<Refusal> Refused(Actor actor, Refusal refusal, CancellationToken cancel)
    {
        await audit.WriteAlone(new AuditEntry(actor, AuditAction.StaffImported, AuditOutcome.Refused) { Code = refusal.Reason ?? "refused" }, cancel);
        return refusal;
    }
}
