using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Accounts that wait for their person: made without a password, opened by a link.</summary>
internal sealed class StaffInvitations(Tickets tickets, TimeProvider clock)
{
    /// <summary>The account, saved in the caller's transaction.</summary>
    public async Task<Outcome<StaffAccount>> Create(StaffUnit unit, NewStaff person, StaffRoles roles)
    {
        var now = clock.Now();
        var account = new StaffAccount
        {
            Id = Id.New<PersonId>(now).Value,
            UserName = person.UserName,
            Email = person.Email,
            DisplayName = person.DisplayName,
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

    /// <summary>A new link's code; the older ones of this account are no good any more. The caller saves.</summary>
    public async Task<string> Code(StaffUnit unit, StaffAccount account, CancellationToken cancel)
    {
        await Tickets.Withdraw(unit.Context, account.Id, cancel, TicketPurpose.Invitation);
        return await tickets.Issue(unit.Context, TicketPurpose.Invitation, account.Id, cancel);
    }

    private static Refusal RefusalOf(string code) => code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => StaffRefusals.UserNameTaken,
        nameof(IdentityErrorDescriber.DuplicateEmail) => StaffRefusals.EmailTaken,
        nameof(IdentityErrorDescriber.InvalidEmail) => Refusal.Invalid("email", "must be a mail address"),
        _ => Refusal.Invalid("userName", "cannot be taken"),
    };
}
