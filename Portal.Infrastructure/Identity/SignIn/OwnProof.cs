using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Passkeys;
using Portal.Infrastructure.Identity.SecondFactor;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>Somebody who is signed in proves again who is there.</summary>
internal sealed class OwnProof(PasswordCheck passwords, SecondFactors factors, PasskeyCeremony passkeys, SignInRules rules, AccessChanges changes, TimeProvider clock)
{
    /// <summary>
    /// Null when it is proven. Counted by session and before it is looked at: a session left open is no place to guess from, and strangers who guess at
    /// the sign-in do not keep the person from this.
    /// </summary>
    public async Task<Refusal?> Refuse(StaffUnit unit, StaffAccount account, Actor actor, Proof proof, AuditStamp stamp, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var session = unit.Context.Set<StaffSessionRow>().Where(row => row.Id == actor.Session!.Value.Value && row.PersonId == account.Id && row.EndedAt == null);
        var counted = await session.Where(row => row.WrongProofs < AttemptCount.Limit).ExecuteUpdateAsync(set => set.SetProperty(row => row.WrongProofs, row => row.WrongProofs + 1), cancel);
        if (counted == 0) return Refusal.Unauthorized;
        if (await IsRight(unit, account, actor, proof, cancel))
        {
            await session.ExecuteUpdateAsync(set => set.SetProperty(row => row.WrongProofs, 0), cancel);
            return null;
        }

        await using var transaction = await unit.Begin(cancel);
        await changes.Bump(unit.Context, cancel);
        unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = "confirm" }));
        var now = clock.Now();
        var ended = await session.Where(row => row.WrongProofs >= AttemptCount.Limit).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);
        if (ended == 1) unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SessionEnded) { Subject = actor.Session?.Value, Code = "wrong-proofs" }));
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (ended == 1) changes.Announce();
        await pace.Wait(cancel);
        return proof.Passkey is null ? SignInRefusals.NotSignedIn : SignInRefusals.PasskeyRefused;
    }

    private async Task<bool> IsRight(StaffUnit unit, StaffAccount account, Actor actor, Proof proof, CancellationToken cancel)
    {
        if (proof.Passkey is { } answer) return await IsRight(unit, account, actor, answer, cancel);
        return proof.Code is { } code
            ? await factors.Accept(unit.Context, account.Id, code, cancel)
            : await passwords.IsRight(unit, account, proof.Password ?? "", cancel);
    }

    private async Task<bool> IsRight(StaffUnit unit, StaffAccount account, Actor actor, PasskeyAnswer answer, CancellationToken cancel)
    {
        await using var transaction = await unit.Begin(cancel);
        var owner = await passkeys.Answered(unit, PasskeyUse.Proof, actor, answer, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return owner.IsProven && owner.Account?.Id == account.Id;
    }
}
