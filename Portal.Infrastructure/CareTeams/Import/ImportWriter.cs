using Portal.Domain.Audit;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.Staff;

namespace Portal.Infrastructure.CareTeams.Import;

/// <summary>Does one planned line in the caller's transaction, which holds the care teams and the access version.</summary>
internal sealed class ImportWriter(StaffAdmission admission, StaffChanges changes)
{
    public async Task<Refusal?> Write(StaffUnit unit, Actor actor, PlannedLine line, AuditStamp stamp, CancellationToken cancel)
    {
        if (line.Line.Kind == ImportKind.Unchanged) return null;
        var done = line.Person is { } known ? await Change(unit, actor, known, line, stamp, cancel) : await admission.Admit(unit, actor, line.Row.Person, stamp, cancel);
        if (!done.TryGet(out var person, out var refusal)) return refusal;
        foreach (var wanted in line.Memberships)
        {
            var membership = wanted with { Person = person.Person };
            if (await CareTeamMembers.Set(unit.Context, membership, cancel))
                unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.MembershipChanged) { CareTeam = membership.CareTeam, Subject = membership.Person.Value, Code = membership.IsModerator ? "added-moderator" : "added" }));
        }

        // What is saved is let go of: among thousands of lines each would be looked at again for every one behind it.
        await unit.Context.SaveChangesAsync(cancel);
        unit.Context.ChangeTracker.Clear();
        return null;
    }

    private async Task<Outcome<Domain.Identity.Staff.RoleChange>> Change(StaffUnit unit, Actor actor, Guid person, PlannedLine line, AuditStamp stamp, CancellationToken cancel)
    {
        await unit.Hold(person, cancel);
        return await unit.Find(person, cancel) is { } account ? await changes.Do(new StaffAct(actor, unit, account, stamp), line.Change, cancel) : ImportRules.Changed;
    }
}
