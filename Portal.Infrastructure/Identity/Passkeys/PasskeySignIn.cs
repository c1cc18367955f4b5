using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Provider;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <summary>
/// Signing in by a passkey alone: the device has verified the person, so it stands for both factors. Nothing is counted, since a signature cannot be
/// guessed; who floods is stopped at the edge.
/// </summary>
internal sealed class PasskeySignIn(StaffUnits units, PasskeyCeremony ceremony, SignInSteps steps, Tickets tickets, ProviderPeople people, SignInRules rules, AuditWriter audit)
{
    private const string How = "passkey";

    public async Task<PasskeyChallenge> Begin(CancellationToken cancel)
    {
        await using var unit = units.Open();
        return await ceremony.BeginAsking(unit, PasskeyUse.SignIn, account: null, actor: null, cancel);
    }

    public async Task<Outcome<SignInStep>> With(PasskeyAnswer answer, string? ticket, Browser browser, CancellationToken cancel)
    {
        var pace = new EvenPace(rules);
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        var waiting = await tickets.Find(unit.Context, TicketPurpose.SecondFactorAfterProvider, ticket, cancel);
        var word = waiting is null ? null : ProviderWord.Of(ticket!);
        await using (var transaction = await unit.Begin(cancel))
        {
            var isPrepared = waiting is not null && await unit.Context.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == waiting.PersonId, cancel) is { } expected && await people.Prepare(unit, expected, word, cancel);
            var owner = await ceremony.Answered(unit, PasskeyUse.SignIn, actor: null, answer, cancel);
            if (owner is { IsProven: true, Account: { } account })
            {
                // Whose passkey it is, is who comes in; what the provider said is used for that person alone, and where it still may be.
                if (waiting?.PersonId == account.Id && await Tickets.Use(unit.Context, waiting, cancel)) await people.Settle(unit, account, word, browser, stamp, cancel);
                var signedIn = await steps.Begin(unit.Context, account, browser, stamp, How, cancel);
                await unit.Context.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                if (isPrepared) people.Announce();
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
