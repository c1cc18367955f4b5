using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Provider;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>What follows a proven factor: the next one, or a session. Always in the transaction of the proof.</summary>
internal sealed class SignInSteps(Tickets tickets, Devices devices, SignInRules rules, TimeProvider clock)
{
    /// <summary>Somebody who is known but not signed in, for the audit.</summary>
    public static Actor Of(StaffAccount account, Browser browser, SessionId? session = null) => new()
    {
        Kind = ActorKind.Practitioner,
        PersonId = new PersonId(account.Id),
        Roles = (StaffRoles)account.Roles,
        Session = session,
        Address = browser.Address,
    };

    public const string Password = "password";
    public const string Provider = "provider";

    /// <summary>The password is proven. The caller saves.</summary>
    public async Task<SignInStep> AfterPassword(PortalDbContext context, StaffAccount account, Browser browser, AuditStamp stamp, CancellationToken cancel) =>
        await NextOf(context, account, cancel) is { } stage
            ? new SignInStep(stage, Ticket: await tickets.Issue(context, TicketPurpose.SecondFactor, account.Id, cancel))
            : new SignInStep(SignInStage.SignedIn, await Begin(context, account, browser, stamp, Password, cancel));

    /// <summary>Whether no second factor of the portal's own follows the first.</summary>
    public async Task<bool> IsLast(PortalDbContext context, StaffAccount account, CancellationToken cancel) => await NextOf(context, account, cancel) is null;

    /// <summary>The provider vouches for the person, and it is not the <see cref="IsLast">last</see> factor: what it said waits in the ticket. The caller saves.</summary>
    public async Task<SignInStep> AfterProvider(PortalDbContext context, StaffAccount account, ProviderWord word, CancellationToken cancel)
    {
        var stage = await NextOf(context, account, cancel) ?? SignInStage.EnrolmentNeeded;
        return new SignInStep(stage, Ticket: await tickets.Issue(context, TicketPurpose.SecondFactorAfterProvider, account.Id, cancel, word.Write()));
    }

    /// <summary>
    /// Every factor is proven: a new session, whatever session the browser may have had (no fixation). <paramref name="how"/> is the audit's code. The caller
    /// saves. <paramref name="provenAt"/>: when the person proved who is there, where that was not now.
    /// </summary>
    public async Task<SignedIn> Begin(PortalDbContext context, StaffAccount account, Browser browser, AuditStamp stamp, string how, CancellationToken cancel, DateTimeOffset? provenAt = null)
    {
        var now = clock.Now();
        var session = Id.New<SessionId>(now);
        context.Add(new StaffSessionRow
        {
            Id = session.Value,
            PersonId = account.Id,
            BegunAt = now,
            LastSeenAt = now,
            AuthenticatedAt = provenAt ?? now,
            EndsAt = now + IStaffSessions.AbsoluteLimit,
            Address = browser.Address,
        });
        var device = await devices.Remember(context, account.Id, browser.Device, cancel);
        account.LastSignInAt = now;
        context.Add(stamp.Row(new AuditEntry(Of(account, browser, session), AuditAction.SignedIn) { Code = how }));
        return new SignedIn(new PersonId(account.Id), session, device);
    }

    /// <summary>Null where one factor is enough.</summary>
    private async Task<SignInStage?> NextOf(PortalDbContext context, StaffAccount account, CancellationToken cancel) =>
        await SecondFactors.IsOn(context, account.Id, cancel) ? SignInStage.CodeNeeded : rules.MustHaveSecondFactor ? SignInStage.EnrolmentNeeded : null;

    /// <summary>How the session begins, for the audit: what the first factor was stands in front where it was not the password.</summary>
    public static string HowAfter(StaffTicketRow ticket, string second) => ticket.Purpose == (short)TicketPurpose.SecondFactorAfterProvider ? $"{Provider}-{second}" : second;
}
