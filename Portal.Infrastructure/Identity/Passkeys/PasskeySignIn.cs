using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <summary>
/// Signing in by a passkey alone: the device has verified the person, so it stands for both factors. Nothing is counted, since a signature cannot be
/// guessed; who floods is stopped at the edge.
/// </summary>
internal sealed class PasskeySignIn(StaffUnits units, PasskeyCeremony ceremony, SignInSteps steps, SignInRules rules, AuditWriter audit)
{
    private const string How = "passkey";

    public async Task<PasskeyChallenge> Begin(CancellationToken cancel)
    {
        await using var unit = units.Open();
        return await ceremony.BeginAsking(unit, PasskeyUse.SignIn, account: null, actor: null, cancel);
    }

    public async Task<Outcome<SignInStep>> With(PasskeyAnswer answer, Browser browser, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        await using (var transaction = await unit.Begin(cancel))
        {
            var owner = await ceremony.Answered(unit, PasskeyUse.SignIn, actor: null, answer, cancel);
            if (owner is { IsProven: true, Account: { } account })
            {
                var signedIn = await steps.Begin(unit.Context, account, browser, stamp, How, cancel);
                await unit.Context.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return new SignInStep(SignInStage.SignedIn, signedIn);
            }

            // Also what failed is committed: the challenge is used up.
            var actor = owner.Account is { } known ? SignInSteps.Of(known, browser) : Actor.System with { Address = browser.Address };
            unit.Context.Add(stamp.Row(new AuditEntry(actor, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = How }));
            await unit.Context.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        await pace.Wait(cancel);
        return SignInRefusals.PasskeyRefused;
    }
}
