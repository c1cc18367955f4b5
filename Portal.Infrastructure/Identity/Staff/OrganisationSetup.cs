using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;

namespace Portal.Infrastructure.Identity.Staff;

/// <inheritdoc/>
internal sealed class OrganisationSetup(StaffUnits units, StaffInvitations invitations, StaffMails mails, AccessChanges changes, AuditWriter audit, TimeProvider clock) : IOrganisationSetup
{
    /// <summary>Two, so that a third is made by two people and a lost phone of one does not lock the house.</summary>
    private const int Enough = 2;

    public async Task<Outcome<NewAdministrator>> CreateAdministrator(NewStaff person, CancellationToken cancel)
    {
        if (StaffRules.Objection(person) is { } objection) return objection;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (await StaffAccess.OtherAdministrators(unit.Context, person: default, cancel) >= Enough) return StaffRefusals.AlreadySetUp;
        if (!(await invitations.Create(unit, person, person.Roles | StaffRoles.Administrator, cancel)).TryGet(out var account, out var refusal)) return refusal;
        var code = await invitations.Code(unit, account, cancel);
        unit.Context.Add(stamp.Row(new AuditEntry(Actor.System, AuditAction.SetupRun) { Subject = account.Id }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return new NewAdministrator(ActorOf(account), mails.Link("invitation", code));
    }

    /// <summary>Whoever holds the console has proven more than a password: the rest of the setup is done, and audited, as this administrator's.</summary>
    private Actor ActorOf(StaffAccount account) => new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = new PersonId(account.Id),
        DisplayName = new ClinicalText(account.DisplayName),
        Roles = (StaffRoles)account.Roles,
        AuthenticatedAt = clock.GetUtcNow(),
    };
}
