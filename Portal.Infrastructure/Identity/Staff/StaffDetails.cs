using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>What a person is called, and where mails go.</summary>
internal sealed class StaffDetails(StaffInvitations invitations, StaffRequests requests, StaffMails mails)
{
    /// <summary>Null when they are as wanted now.</summary>
    public async Task<Refusal?> Change(StaffAct act, StaffChange change, CancellationToken cancel)
    {
        var (account, context) = (act.Account, act.Unit.Context);
        var externalId = change.ExternalId is { } given ? (given.Length == 0 ? null : given) : account.ExternalId;
        var wanted = new NewStaff(change.UserName ?? account.UserName!, change.Email ?? account.Email!, change.DisplayName ?? account.DisplayName, StaffRoles.None) { ExternalId = externalId };
        var before = new NewStaff(account.UserName!, account.Email!, account.DisplayName, StaffRoles.None) { ExternalId = account.ExternalId };
        if (wanted == before) return null;
        if (StaffRules.Objection(wanted, mayHaveNoRole: true) is { } objection) return objection;
        if (externalId is not null && await context.Users.AnyAsync(row => row.ExternalId == externalId && row.Id != account.Id, cancel)) return StaffRefusals.ExternalIdTaken;
        (account.UserName, account.Email, account.DisplayName, account.ExternalId) = (wanted.UserName, wanted.Email, wanted.DisplayName, externalId);
        var updated = await act.Unit.Users.UpdateAsync(account);
        if (!updated.Succeeded) return StaffInvitations.RefusalOf(updated.Errors.First().Code);
        if (wanted.Email != before.Email) await Tell(act, before.Email, cancel);
        act.Audit(AuditAction.StaffChanged, "details");
        return null;
    }

    /// <summary>
    /// Links that went to the old address are no good any more: who waits for the invitation gets another, anybody else is told at the old address. A reset of the second
    /// factor that waits was asked for the person behind the old address: it is asked for again, or not at all.
    /// </summary>
    private async Task Tell(StaffAct act, string old, CancellationToken cancel)
    {
        var (account, context) = (act.Account, act.Unit.Context);
        await Tickets.Withdraw(context, account.Id, cancel, TicketPurpose.PasswordReset, TicketPurpose.Invitation);
        await requests.Withdraw(context, act.Actor, account.Id, cancel, StaffRequestKind.SecondFactorReset);
        if (await StaffInvitations.HasBegun(context, account, cancel)) context.Add(await mails.AddressChanged(account, old, cancel));
        else if (account.IsActive) context.Add(await invitations.Mail(act.Unit, account, cancel));
    }
}
