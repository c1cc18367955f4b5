using Microsoft.EntityFrameworkCore.Storage;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Provider;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;

namespace Portal.Infrastructure.Identity.SignIn;

/// <inheritdoc/>
internal sealed class StaffSignIn(
    StaffUnits units,
    PasswordCheck passwords,
    SecondFactors factors,
    RecoveryCodes recovery,
    Tickets tickets,
    Devices devices,
    SignInSteps steps,
    ProviderPeople people,
    SessionEnd sessions,
    StaffMails mails,
    SignInRules rules,
    AuditWriter audit,
    TimeProvider clock) : IStaffSignIn
{
    public async Task<bool> IsKnown(Browser browser, CancellationToken cancel)
    {
        await using var unit = units.Open();
        return await devices.IsKnown(unit.Context, browser.Device, cancel);
    }

    public async Task<Outcome<SignInStep>> WithPassword(PasswordAttempt attempt, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        var account = await unit.FindByName(attempt.UserName, cancel);
        if (account is null)
        {
            await passwords.Burn(attempt.Password, cancel);
            return await Fail(unit, stamp, Actor.System with { Address = attempt.Browser.Address }, "unknown-user", pace, cancel);
        }

        var count = new AttemptCount(unit.Context, account.Id, await devices.Known(unit.Context, account.Id, attempt.Browser.Device, cancel));
        if (!await count.Take(clock.GetUtcNow(), cancel))
        {
            await passwords.Burn(attempt.Password, cancel);
            return await Fail(unit, stamp, SignInSteps.Of(account, attempt.Browser), "locked", pace, cancel);
        }

        var right = await passwords.IsRight(unit, account, attempt.Password, cancel);
        if (!right || !account.IsActive) return await Fail(unit, stamp, account, attempt.Browser, count, right ? "suspended" : "password", pace, cancel);
        await using var transaction = await unit.Begin(cancel);

        // Comparing took its time: what was proven may be the password of before.
        if (!await unit.Hold(account, cancel))
        {
            await transaction.RollbackAsync(cancel);
            return await Fail(unit, stamp, account, attempt.Browser, count, "changed", pace, cancel);
        }

        var step = await steps.AfterPassword(unit.Context, account, attempt.Browser, stamp, cancel);
        await (step.SignedIn is null ? count.TakeBack(cancel) : count.Clear(cancel));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return step;
    }

    public Task<Outcome<SignInStep>> WithCode(string ticket, string code, Browser browser, CancellationToken cancel) =>
        WithSecondFactor(ticket, browser, (unit, account) => factors.Accept(unit.Context, account.Id, code, cancel), "code", cancel);

    public Task<Outcome<SignInStep>> WithRecoveryCode(string ticket, string code, Browser browser, CancellationToken cancel) =>
        WithSecondFactor(ticket, browser, (unit, account) => recovery.Accept(unit.Context, account.Id, code, cancel), "recovery-code", cancel);

    public async Task<Outcome<Enrolment>> Enrolment(string ticket, CancellationToken cancel)
    {
        await using var unit = units.Open();
        if (await AccountOf(unit, ticket, cancel) is not var (row, account) || await SecondFactors.IsOn(unit.Context, account.Id, cancel)) return SignInRefusals.TicketOver;
        var enrolment = await factors.Begin(unit.Context, account, row.Name, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        return enrolment;
    }

    public async Task<Outcome<Enrolled>> Enrol(string ticket, string code, Browser browser, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await AccountOf(unit, ticket, cancel) is not var (row, account)) return SignInRefusals.TicketOver;
        var word = ProviderWord.Of(ticket);
        await using var transaction = await unit.Begin(cancel);
        var isPrepared = await people.Prepare(unit, account, word, cancel);

        // Used first: it is what keeps two from enrolling two phones. A wrong code rolls it back.
        if (!await unit.Hold(account, cancel) || !await Tickets.Use(unit.Context, row, cancel) || await SecondFactors.IsOn(unit.Context, account.Id, cancel)) return SignInRefusals.TicketOver;
        if (!await people.Settle(unit, account, word, browser, stamp, cancel)) return await Overtaken(unit, transaction, stamp, account, browser, cancel);
        if (!(await factors.Confirm(unit.Context, account.Id, row.Name, code, cancel)).TryGet(out var codes, out var refusal)) return refusal;
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.SecondFactorChanged) { Code = "enrolled", Subject = account.Id }));
        unit.Context.Add(await mails.SecondFactorChanged(account, cancel));

        // A code of an app that came into being just now proves nothing that the first factor did not.
        var signedIn = await steps.Begin(unit.Context, account, browser, stamp, SignInSteps.HowAfter(row, "enrolment"), cancel, word?.AuthenticatedAt);
        await new AttemptCount(unit.Context, account.Id, device: null).Clear(cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (isPrepared) people.Announce();
        return new Enrolled(signedIn, codes);
    }

    public Task<Outcome<Done>> SignOut(Actor actor, CancellationToken cancel) => sessions.SignOut(actor, cancel);

    private async Task<Outcome<SignInStep>> WithSecondFactor(string ticket, Browser browser, Func<StaffUnit, StaffAccount, Task<bool>> accept, string how, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await AccountOf(unit, ticket, cancel) is not var (row, account)) return SignInRefusals.TicketOver;
        var count = new AttemptCount(unit.Context, account.Id, await devices.Known(unit.Context, account.Id, browser.Device, cancel));
        if (!await count.Take(clock.GetUtcNow(), cancel)) return await Fail(unit, stamp, SignInSteps.Of(account, browser), "locked", pace, cancel);
        var word = ProviderWord.Of(ticket);
        await using var transaction = await unit.Begin(cancel);
        var isPrepared = await people.Prepare(unit, account, word, cancel);
        if (!await unit.Hold(account, cancel)) return SignInRefusals.TicketOver;
        if (!await accept(unit, account))
        {
            await transaction.RollbackAsync(cancel);
            return await Fail(unit, stamp, account, browser, count, how, pace, cancel);
        }

        if (!await Tickets.Use(unit.Context, row, cancel)) return SignInRefusals.TicketOver;
        if (!await people.Settle(unit, account, word, browser, stamp, cancel)) return await Overtaken(unit, transaction, stamp, account, browser, cancel);
        var signedIn = await steps.Begin(unit.Context, account, browser, stamp, SignInSteps.HowAfter(row, how), cancel);
        await count.Clear(cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (isPrepared) people.Announce();
        return new SignInStep(SignInStage.SignedIn, signedIn);
    }

    /// <summary>Between the two factors the account became one that is not linked by a name, or the person was linked elsewhere.</summary>
    private static async Task<Refusal> Overtaken(StaffUnit unit, IDbContextTransaction transaction, AuditStamp stamp, StaffAccount account, Browser browser, CancellationToken cancel)
    {
        await transaction.RollbackAsync(cancel);
        unit.Context.ChangeTracker.Clear();
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.SignInFailed, AuditOutcome.Refused) { Code = "provider-changed" }));
        await unit.Context.SaveChangesAsync(cancel);
        return SignInRefusals.TicketOver;
    }

    private async Task<(StaffTicketRow Ticket, StaffAccount Account)?> AccountOf(StaffUnit unit, string ticket, CancellationToken cancel) =>
        (await tickets.Find(unit.Context, TicketPurpose.SecondFactor, ticket, cancel) ?? await tickets.Find(unit.Context, TicketPurpose.SecondFactorAfterProvider, ticket, cancel)) is { } row
        && await unit.Find(row.PersonId, cancel) is { IsActive: true } account
            ? (row, account)
            : null;

    private async Task<Refusal> Fail(StaffUnit unit, AuditStamp stamp, StaffAccount account, Browser browser, AttemptCount count, string why, EvenPace pace, CancellationToken cancel)
    {
        var actor = SignInSteps.Of(account, browser);
        if (await count.IsLocked(clock.GetUtcNow(), cancel)) unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.LockedOut, AuditOutcome.Refused) { Subject = account.Id }));
        return await Fail(unit, stamp, actor, why, pace, cancel);
    }

    private static async Task<Refusal> Fail(StaffUnit unit, AuditStamp stamp, Actor actor, string why, EvenPace pace, CancellationToken cancel)
    {
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = why }));
        await unit.Context.SaveChangesAsync(cancel);
        await pace.Wait(cancel);
        return SignInRefusals.NotSignedIn;
    }
}
