using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;

namespace Portal.Infrastructure.Identity.SignIn;

/// <inheritdoc/>
internal sealed class OwnAccountService(
    StaffUnits units,
    OwnProof proofs,
    PasswordChange change,
    SecondFactors factors,
    RecoveryCodes recovery,
    StaffMails mails,
    SignInRules rules,
    AccessChanges changes,
    AccessGate gate,
    AuditWriter audit,
    TimeProvider clock) : IOwnAccount
{
    public async Task<Outcome<OwnAccount>> Get(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        await using var unit = units.Open();
        if (await unit.Find(actor.PersonId.Value, cancel) is not { } account) return Refusal.NotFound;
        var factor = await unit.Context.Set<SecondFactorRow>().AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == account.Id, cancel);
        var codes = await unit.Context.Set<RecoveryCodeRow>().CountAsync(row => row.PersonId == account.Id, cancel);
        var passkeys = await unit.Context.Set<IdentityUserPasskey<Guid>>().CountAsync(row => row.UserId == account.Id, cancel);
        return new OwnAccount(
            account.UserName!, account.Email ?? "", account.DisplayName, (StaffRoles)account.Roles, factor?.ConfirmedAt?.ToUniversalTime(), codes, rules.MustHaveSecondFactor, passkeys);
    }

    public async Task<Outcome<Done>> Confirm(Actor actor, Proof proof, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (actor.Session is not { } session || await unit.Find(actor.PersonId.Value, cancel) is not { IsActive: true } account) return Refusal.NotFound;
        if (await proofs.Refuse(unit, account, actor, proof, stamp, cancel) is { } wrong) return wrong;
        await using var transaction = await unit.Begin(cancel);

        // Every node must hear of it: the proof is part of what is kept of a session.
        await changes.Bump(unit.Context, cancel);
        var now = clock.Now();
        var proven = await unit.Context.Set<StaffSessionRow>().Where(row => row.Id == session.Value && row.PersonId == account.Id && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.AuthenticatedAt, now).SetProperty(row => row.LastSeenAt, now), cancel);
        if (proven == 0) return Refusal.Unauthorized;
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.Reauthenticated) { Code = proof.Passkey is not null ? "passkey" : proof.Code is null ? "password" : "code" }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }

    public async Task<Outcome<Done>> ChangePassword(Actor actor, string current, string next, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (actor.Session is null || await unit.Find(actor.PersonId.Value, cancel) is not { IsActive: true } account) return Refusal.NotFound;
        if (await proofs.Refuse(unit, account, actor, new Proof(current, null), stamp, cancel) is { } wrong) return wrong;
        if (await PasswordChange.Objection(unit, account, next) is { } objection) return objection;
        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        await change.Apply(unit, account, next, actor.Session?.Value, actor, "changed", stamp, cancel);
        unit.Context.Add(await mails.PasswordChanged(account, cancel));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        changes.Announce();
        return Done.It;
    }

    public async Task<Outcome<Enrolment>> BeginSecondFactor(Actor actor, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        await using var unit = units.Open();
        if (actor.Session is not { } session || await unit.Find(actor.PersonId.Value, cancel) is not { IsActive: true } account) return Refusal.NotFound;
        var enrolment = await factors.Begin(unit.Context, account, session.Value, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        return enrolment;
    }

    public async Task<Outcome<IReadOnlyList<string>>> ConfirmSecondFactor(Actor actor, string code, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        if (actor.Session is not { } session) return Refusal.NotFound;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using var transaction = await unit.Begin(cancel);
        await unit.Hold(actor.PersonId.Value, cancel);
        var codes = await factors.Confirm(unit.Context, actor.PersonId.Value, session.Value, code, cancel);
        if (!codes.IsOk) return codes;
        await Tell(unit, actor, cancel);
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SecondFactorChanged) { Subject = actor.PersonId.Value, Code = "enrolled" }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return codes;
    }

    public async Task<Outcome<IReadOnlyList<string>>> NewRecoveryCodes(Actor actor, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (!await SecondFactors.IsOn(unit.Context, actor.PersonId.Value, cancel)) return SignInRefusals.NotBegun;
        await using var transaction = await unit.Begin(cancel);
        await unit.Hold(actor.PersonId.Value, cancel);
        var codes = await recovery.Renew(unit.Context, actor.PersonId.Value, cancel);
        await Tell(unit, actor, cancel);
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SecondFactorChanged) { Subject = actor.PersonId.Value, Code = "recovery-codes" }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return codes;
    }

    /// <summary>The person hears of it by mail, wherever it was done. The caller saves.</summary>
    private async Task Tell(StaffUnit unit, Actor actor, CancellationToken cancel)
    {
        if (await unit.Find(actor.PersonId.Value, cancel) is { } account) unit.Context.Add(await mails.SecondFactorChanged(account, cancel));
    }

    private ValueTask<Refusal?> Refuse(Actor actor, CancellationToken cancel) =>
        gate.Refuse(actor, CareAction.ManageOwnAccount, SessionEnd.Own(actor), new Target { Subject = actor.PersonId.Value }, cancel);

    private async ValueTask<Refusal?> RefuseStale(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        return actor.AuthenticatedAt is { } at && clock.GetUtcNow() - at < AccessPolicy.StepUpWindow ? null : Refusal.Reauthenticate;
    }
}
