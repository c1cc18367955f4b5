using System.Security.Cryptography;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Sessions;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>
/// A new password, whoever sets it: every session but <c>except</c> ends, every link and ticket is withdrawn, every browser is a stranger again, and the
/// count of failures begins anew.
/// </summary>
internal sealed class PasswordChange(TimeProvider clock)
{
    /// <summary>Null when the password may be this account's.</summary>
    public static async Task<Refusal?> Objection(StaffUnit unit, StaffAccount account, string password)
    {
        foreach (var validator in unit.Users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(unit.Users, account, password);
            if (!result.Succeeded) return new Refusal(RefusalKind.Validation, result.Errors.First().Code);
        }

        return null;
    }

    /// <summary>In the caller's transaction, which has bumped the access version; the caller saves, commits and announces.</summary>
    public async Task Apply(StaffUnit unit, StaffAccount account, string password, Guid? except, Actor actor, string how, AuditStamp stamp, CancellationToken cancel)
    {
        await unit.Hold(account.Id, cancel);
        account.PasswordHash = unit.Users.PasswordHasher.HashPassword(account, password);
        account.SecurityStamp = RandomNumberGenerator.GetHexString(32);
        await SessionEnd.All(unit.Context, account.Id, except, clock.Now(), cancel);
        await Tickets.Withdraw(unit.Context, account.Id, cancel, TicketPurpose.SecondFactor, TicketPurpose.PasswordReset, TicketPurpose.Invitation);
        await Devices.Forget(unit.Context, account.Id, cancel);
        await new AttemptCount(unit.Context, account.Id, device: null).Clear(cancel);
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.PasswordChanged) { Subject = account.Id, Code = how }));
    }
}
