using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>
/// One change of one account: the access version's row is locked first (it is what every change of access writes), so that of two administrators who
/// take each other's role the second sees what the first did.
/// </summary>
internal sealed class StaffTransaction(StaffUnits units, StaffAccess access, AccessChanges changes, AuditWriter audit)
{
    public async Task<Outcome<T>> Run<T>(Actor actor, PersonId person, Func<StaffAct, Task<Outcome<T>>> change, CancellationToken cancel)
    {
        if (await access.Refuse(actor, person, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (await access.RefuseNow(unit.Context, actor, cancel) is { } lost) return lost;
        await unit.Hold(person.Value, cancel);
        if (await unit.Find(person.Value, cancel) is not { } account) return Refusal.NotFound;
        var outcome = await change(new StaffAct(actor, unit, account, stamp));
        if (!outcome.IsOk) return outcome;
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return outcome;
    }
}

/// <summary>Who changes whose account, in the transaction of the change: nothing of it holds before that commits.</summary>
internal sealed record StaffAct(Actor Actor, StaffUnit Unit, StaffAccount Account, AuditStamp Stamp)
{
    public PersonId Person => new(Account.Id);

    /// <summary>What a directory tells of people may leave open what they are to be here; a person who invites says it.</summary>
    public bool MayLeaveRolesOpen => Actor.Kind == ActorKind.Integration;

    public void Audit(AuditAction action, string? code = null) => Unit.Context.Add(Stamp.Row(new AuditEntry(Actor, action) { Subject = Account.Id, Code = code }));

    public override string ToString() => $"{Actor} {Person}";
}
