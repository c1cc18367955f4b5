using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;

namespace Portal.Infrastructure.Identity.SignIn;

/// <inheritdoc/>
internal sealed class AccountLinks(
    StaffUnits units,
    Tickets tickets,
    SignInSteps steps,
    PasswordChange change,
    StaffMails mails,
    SignInRules rules,
    AccessChanges changes,
    AuditWriter audit,
    TimeProvider clock) : IAccountLinks
{
    /// <summary>Who asks again within this time has a mail already.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Links of one account that are good at once. Anybody may ask in somebody's name, so asking takes no link away from the person, and fills no mailbox.
    /// </summary>
    private const int Together = 3;

    public async Task RequestPasswordReset(string userNameOrEmail, Browser browser, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await unit.FindByName(userNameOrEmail, cancel) is { IsActive: true } account && !await HasEnough(unit, account, cancel))
        {
            await using var transaction = await unit.Begin(cancel);
            var code = await tickets.Issue(unit.Context, TicketPurpose.PasswordReset, account.Id, cancel);
            unit.Context.Add(await mails.PasswordReset(account, code, cancel));
            unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.PasswordResetRequested) { Subject = account.Id }));
            await unit.Context.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        await pace.Wait(cancel);
    }

    public async Task<AccountLink?> Look(string code, CancellationToken cancel)
    {
        await using var unit = units.Open();
        return await Find(unit, code, cancel) is var (ticket, account)
            ? new AccountLink(PurposeOf(ticket), account.UserName!, account.DisplayName)
            : null;
    }

    public async Task<Outcome<SignInStep>> SetPassword(string code, string password, Browser browser, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await Find(unit, code, cancel) is not var (ticket, account)) return SignInRefusals.LinkOver;
        if (await PasswordChange.Objection(unit, account, password) is { } objection) return objection;
        var purpose = PurposeOf(ticket);
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        if (!await Tickets.Use(unit.Context, ticket, cancel)) return SignInRefusals.LinkOver;
        await change.Apply(unit, account, password, except: null, SignInSteps.Of(account, browser), purpose == AccountLinkPurpose.Invitation ? "invitation" : "reset", stamp, cancel);
        account.EmailConfirmed = true;
        if (purpose == AccountLinkPurpose.PasswordReset) unit.Context.Add(await mails.PasswordChanged(account, cancel));
        var step = await steps.AfterPassword(unit.Context, account, browser, stamp, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return step;
    }

    private async Task<(StaffTicketRow Ticket, StaffAccount Account)?> Find(StaffUnit unit, string code, CancellationToken cancel) =>
        (await tickets.Find(unit.Context, TicketPurpose.PasswordReset, code, cancel) ?? await tickets.Find(unit.Context, TicketPurpose.Invitation, code, cancel)) is { } ticket
        && await unit.Find(ticket.PersonId, cancel) is { IsActive: true } account
            ? (ticket, account)
            : null;

    private async Task<bool> HasEnough(StaffUnit unit, StaffAccount account, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var mailed = await unit.Context.Set<StaffTicketRow>()
            .Where(row => row.PersonId == account.Id && row.Purpose == (short)TicketPurpose.PasswordReset && row.ExpiresAt > now)
            .Select(row => row.CreatedAt).ToListAsync(cancel);
        return mailed.Count >= Together || mailed.Any(at => at > now - Quiet);
    }

    private static AccountLinkPurpose PurposeOf(StaffTicketRow ticket) => (TicketPurpose)ticket.Purpose switch
    {
        TicketPurpose.Invitation => AccountLinkPurpose.Invitation,
        TicketPurpose.PasswordReset => AccountLinkPurpose.PasswordReset,
        TicketPurpose.SecondFactor or TicketPurpose.SecondFactorAfterProvider => throw new InvalidOperationException("A ticket between two steps is no link."),
    };
}
