using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
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

    /// <summary>The first factor is proven, <see cref="Password"/> or <see cref="Provider"/>. The caller saves.</summary>
    public async Task<SignInStep> AfterFirst(PortalDbContext context, StaffAccount account, Browser browser, AuditStamp stamp, string how, CancellationToken cancel)
    {
        if (await SecondFactors.IsOn(context, account.Id, cancel)) return await Next(context, SignInStage.CodeNeeded, account, how, cancel);
        if (rules.MustHaveSecondFactor) return await Next(context, SignInStage.EnrolmentNeeded, account, how, cancel);
        return new SignInStep(SignInStage.SignedIn, await Begin(context, account, browser, stamp, how, cancel));
    }

    /// <summary>
    /// Every factor is proven: a new session, whatever session the browser may have had (no fixation). <paramref name="how"/> is the audit's code. The caller
    /// saves.
    /// </summary>
    public async Task<SignedIn> Begin(PortalDbContext context, StaffAccount account, Browser browser, AuditStamp stamp, string how, CancellationToken cancel)
    {
        var now = clock.Now();
        var session = Id.New<SessionId>(now);
        context.Add(new StaffSessionRow
        {
            Id = session.Value,
            PersonId = account.Id,
            BegunAt = now,
            LastSeenAt = now,
            AuthenticatedAt = now,
            EndsAt = now + IStaffSessions.AbsoluteLimit,
            Address = browser.Address,
        });
        var device = await devices.Remember(context, account.Id, browser.Device, cancel);
        account.LastSignInAt = now;
        context.Add(stamp.Row(new AuditEntry(Of(account, browser, session), AuditAction.SignedIn) { Code = how }));
        return new SignedIn(new PersonId(account.Id), session, device);
    }

    private async Task<SignInStep> Next(PortalDbContext context, SignInStage stage, StaffAccount account, string how, CancellationToken cancel) =>
        new(stage, Ticket: await tickets.Issue(context, how == Provider ? TicketPurpose.SecondFactorAfterProvider : TicketPurpose.SecondFactor, account.Id, cancel));

    /// <summary>How the session begins, for the audit: what the first factor was stands in front where it was not the password.</summary>
    public static string HowAfter(StaffTicketRow ticket, string second) => ticket.Purpose == (short)TicketPurpose.SecondFactorAfterProvider ? $"{Provider}-{second}" : second;
}
