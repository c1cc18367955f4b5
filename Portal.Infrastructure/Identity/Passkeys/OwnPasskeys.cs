using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <inheritdoc/>
internal sealed class OwnPasskeys(StaffUnits units, PasskeyCeremony ceremony, PasskeySignIn signIn, StaffMails mails, SignInRules rules, AccessGate gate, AuditWriter audit, TimeProvider clock) : IPasskeys
{
    public async Task<Outcome<PasskeyChallenge>> BeginAdding(Actor actor, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        await using var unit = units.Open();
        if (await Account(unit, actor, cancel) is not { } account) return Refusal.NotFound;
        if (await Of(unit, account.Id).CountAsync(cancel) >= PasskeyRules.Most) return SignInRefusals.TooManyPasskeys;
        return await ceremony.BeginAdding(unit, account, actor, cancel);
    }

    public async Task<Outcome<Done>> Add(Actor actor, PasskeyAnswer answer, string name, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        if (PasskeyRules.Objection(name) is { } objection) return objection;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await Account(unit, actor, cancel) is not { } account) return Refusal.NotFound;
        if (await ceremony.Added(unit, actor, answer, cancel) is not { } passkey)
        {
            await gate.Record(actor, AuditAction.PasskeyAdded, "refused", new Target { Subject = account.Id }, cancel);
            return SignInRefusals.PasskeyRefused;
        }

        await using var transaction = await unit.Begin(cancel);
        if (!await unit.Hold(account, cancel)) return Refusal.NotFound;
        if (await Of(unit, account.Id).CountAsync(cancel) >= PasskeyRules.Most) return SignInRefusals.TooManyPasskeys;
        unit.Context.Add(Row(account, passkey, name.Trim()));
        await Tell(unit, account, actor, AuditAction.PasskeyAdded, stamp, cancel);
        await transaction.CommitAsync(cancel);
        return Done.It;
    }

    public async Task<Outcome<IReadOnlyList<PasskeyLine>>> List(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        await using var unit = units.Open();
        var rows = await Of(unit, actor.PersonId.Value).AsNoTracking().ToListAsync(cancel);
        return rows.OrderBy(row => row.Data.CreatedAt)
            .Select(row => new PasskeyLine(Base64Url.EncodeToString(row.CredentialId), row.Data.Name ?? "", row.Data.CreatedAt.ToUniversalTime(), row.Data.IsBackedUp)).ToList();
    }

    public async Task<Outcome<Done>> Remove(Actor actor, string passkey, CancellationToken cancel)
    {
        if (await RefuseStale(actor, cancel) is { } refusal) return refusal;
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        if (await Account(unit, actor, cancel) is not { } account) return Refusal.NotFound;
        await using var transaction = await unit.Begin(cancel);

        // Held first: of two removals at once the second sees how few are left.
        if (!await unit.Hold(account, cancel)) return Refusal.NotFound;
        var own = await Of(unit, account.Id).ToListAsync(cancel);
        if (own.Find(row => Base64Url.EncodeToString(row.CredentialId) == passkey) is not { } found) return Done.It;
        var hasApp = await SecondFactors.HasApp(unit.Context, account.Id, cancel);
        var hasProvider = await unit.Context.Set<IdentityUserLogin<Guid>>().AnyAsync(row => row.UserId == account.Id, cancel);
        if (rules.MustHaveSecondFactor && !PasskeyRules.MayRemove(hasApp, own.Count, hasProvider)) return SignInRefusals.LastFactor;
        unit.Context.Remove(found);
        await Tell(unit, account, actor, AuditAction.PasskeyRemoved, stamp, cancel);
        await transaction.CommitAsync(cancel);
        return Done.It;
    }

    public async Task<Outcome<PasskeyChallenge>> BeginProof(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        await using var unit = units.Open();
        if (await Account(unit, actor, cancel) is not { } account) return Refusal.NotFound;

        // Without one of the person's own to name, the browser would offer whoever's it has.
        if (!await Of(unit, account.Id).AnyAsync(cancel)) return SignInRefusals.NotBegun;
        return await ceremony.BeginAsking(unit, PasskeyUse.Proof, account, actor, cancel);
    }

    public Task<PasskeyChallenge> BeginSignIn(CancellationToken cancel) => signIn.Begin(cancel);

    public Task<Outcome<SignInStep>> SignIn(PasskeyAnswer answer, string? ticket, Browser browser, CancellationToken cancel) => signIn.With(answer, ticket, browser, cancel);

    private static IQueryable<IdentityUserPasskey<Guid>> Of(StaffUnit unit, Guid person) => unit.Context.Set<IdentityUserPasskey<Guid>>().Where(row => row.UserId == person);

    private static async Task<StaffAccount?> Account(StaffUnit unit, Actor actor, CancellationToken cancel) =>
        actor.Session is not null && await unit.Find(actor.PersonId.Value, cancel) is { IsActive: true } account ? account : null;

    private IdentityUserPasskey<Guid> Row(StaffAccount account, UserPasskeyInfo passkey, string name) => new()
    {
        UserId = account.Id,
        CredentialId = passkey.CredentialId,
        Data = new IdentityPasskeyData
        {
            Name = name,
            CreatedAt = clock.Now(),
            PublicKey = passkey.PublicKey,
            SignCount = passkey.SignCount,
            Transports = passkey.Transports,
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
        },
    };

    /// <summary>To the person by mail, wherever it was done, and to the audit; saves.</summary>
    private async Task Tell(StaffUnit unit, StaffAccount account, Actor actor, AuditAction action, AuditStamp stamp, CancellationToken cancel)
    {
        unit.Context.Add(await (action == AuditAction.PasskeyAdded ? mails.PasskeyAdded(account, cancel) : mails.PasskeyRemoved(account, cancel)));
        unit.Context.Add(stamp.Row(new AuditEntry(actor, action) { Subject = account.Id }));
        await unit.Context.SaveChangesAsync(cancel);
    }

    private ValueTask<Refusal?> Refuse(Actor actor, CancellationToken cancel) =>
        gate.Refuse(actor, CareAction.ManageOwnAccount, SessionEnd.Own(actor), new Target { Subject = actor.PersonId.Value }, cancel);

    private async ValueTask<Refusal?> RefuseStale(Actor actor, CancellationToken cancel)
    {
        if (await Refuse(actor, cancel) is { } refusal) return refusal;
        return actor.AuthenticatedAt is { } at && clock.GetUtcNow() - at < AccessPolicy.StepUpWindow ? null : Refusal.Reauthenticate;
    }
}
