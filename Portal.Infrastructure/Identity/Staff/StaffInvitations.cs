using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Accounts that wait for their person: made without a password, opened by a link.</summary>
internal sealed class StaffInvitations(Tickets tickets, StaffMails mails, TimeProvider clock)
{
    /// <summary>
    /// Those who have been here: with a password, a sign-in, a passkey or a name at the hospital's provider. Nobody of them waits for an invitation any more, and none is
    /// mailed to an address that somebody else may have written.
    /// </summary>
    public static IQueryable<StaffAccount> Begun(PortalDbContext context) => context.Users.Where(row =>
        row.PasswordHash != null
        || row.LastSignInAt != null
        || context.Set<IdentityUserPasskey<Guid>>().Any(passkey => passkey.UserId == row.Id)
        || context.Set<IdentityUserLogin<Guid>>().Any(login => login.UserId == row.Id));

    public static Task<bool> HasBegun(PortalDbContext context, StaffAccount account, CancellationToken cancel) => Begun(context).AnyAsync(row => row.Id == account.Id, cancel);

    /// <summary>The account, saved in the caller's transaction.</summary>
    public async Task<Outcome<StaffAccount>> Create(StaffUnit unit, NewStaff person, StaffRoles roles, CancellationToken cancel)
    {
        if (person.ExternalId is { } id && await unit.Context.Users.AnyAsync(row => row.ExternalId == id, cancel)) return StaffRefusals.ExternalIdTaken;
        var now = clock.Now();
        var account = new StaffAccount
        {
            Id = Id.New<PersonId>(now).Value,
            UserName = person.UserName,
            Email = person.Email,
            DisplayName = person.DisplayName,
            ExternalId = person.ExternalId,
            Roles = (int)roles,
            CreatedAt = now,
        };
        try
        {
            var made = await unit.Users.CreateAsync(account);
            return made.Succeeded ? account : RefusalOf(made.Errors.First().Code);
        }
        catch (DbUpdateException)
        {
            // Somebody else took the name between the look and the write; which of the two, the next try says.
            return StaffRefusals.UserNameTaken;
        }
    }

    public async Task<Outcome<Done>> Again(StaffAct act, CancellationToken cancel)
    {
        if (await HasBegun(act.Unit.Context, act.Account, cancel)) return StaffRefusals.AlreadyAccepted;
        if (!act.Account.IsActive) return Refusal.NotFound;
        act.Unit.Context.Add(await Mail(act.Unit, act.Account, cancel));
        act.Audit(AuditAction.StaffInvited, "again");
        return Done.It;
    }

    /// <summary>The mail with a new link, for the caller to save.</summary>
    public async Task<OutboxDeliveryRow> Mail(StaffUnit unit, StaffAccount account, CancellationToken cancel) => await mails.Invitation(account, await Code(unit, account, cancel), cancel);

    /// <summary>A new link's code; the older ones of this account are no good any more. The caller saves.</summary>
    public async Task<string> Code(StaffUnit unit, StaffAccount account, CancellationToken cancel)
    {
        await Tickets.Withdraw(unit.Context, account.Id, cancel, TicketPurpose.Invitation);
        return await tickets.Issue(unit.Context, TicketPurpose.Invitation, account.Id, cancel);
    }

    /// <summary>What Identity's validators object to, in the portal's words.</summary>
    public static Refusal RefusalOf(string code) => code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => StaffRefusals.UserNameTaken,
        nameof(IdentityErrorDescriber.DuplicateEmail) => StaffRefusals.EmailTaken,
        nameof(IdentityErrorDescriber.InvalidEmail) => Refusal.Invalid("email", "must be a mail address"),
        _ => Refusal.Invalid("userName", "cannot be taken"),
    };
}
