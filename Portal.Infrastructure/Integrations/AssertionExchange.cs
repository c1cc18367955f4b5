using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// From a host's signature to a session. Whatever is wrong is the one refusal; the audit tells the reasons apart once the signature has shown whose word it is.
/// An assertion is used up last of all checks and first of all doings: of any number of uses at once exactly one goes on.
/// </summary>
internal sealed class AssertionExchange(
    IDbContextFactory<PortalDbContext> contexts,
    AssertionKeys keys,
    SessionClaims claims,
    PatientSessions sessions,
    AccessGate gate,
    IOptions<PublicAddressOptions> portal,
    TimeProvider clock)
{
    public async Task<Outcome<SessionAnswer>> Exchange(string compact, string? address, CancellationToken cancel)
    {
        if (!UnverifiedAssertion.TryParse(compact, out var unverified, out _)) return Refusal.Unauthorized;
        if (await keys.Find(unverified.Issuer, unverified.Kid, cancel) is not { } key) return Refusal.Unauthorized;
        var isGood = unverified.TryVerify(key, portal.Value.PublicUrl, clock.GetUtcNow(), out var assertion, out var defect);
        if (defect == AssertionDefect.Signature || defect == AssertionDefect.Algorithm) return Refusal.Unauthorized;
        if (await Host(unverified.Issuer, address, cancel) is not { } host) return Refusal.Unauthorized;
        if (!isGood) return await Refused(host, defect, cancel);
        var request = assertion!.ToRequest();
        var checkedClaim = await claims.Check(host, request, cancel);
        if (!checkedClaim.TryGet(out var claim, out _)) return Refusal.Unauthorized;
        if (!await UseUp(assertion, cancel)) return await Refused(host, AssertionDefect.Replayed, cancel);
        return await sessions.Open(host, request, claim, cancel);
    }

    /// <summary>The assertion stands for the one thing it asks for, whatever scopes the integration's keys have.</summary>
    private async Task<Actor?> Host(IntegrationId integration, string? address, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var bot = await context.Set<BotRow>().AsNoTracking().SingleOrDefaultAsync(row => row.IntegrationId == integration.Value, cancel);
        return bot is null
            ? null
            : new Actor
            {
                Kind = ActorKind.Integration,
                PersonId = new PersonId(bot.Id),
                DisplayName = new(bot.Name),
                Integration = integration,
                Scopes = IntegrationScopes.SessionsPatient,
                Address = address,
            };
    }

    /// <summary>False where it was used before: the primary key lets one insert through.</summary>
    private async Task<bool> UseUp(HostAssertion assertion, CancellationToken cancel)
    {
        var jti = SHA256.HashData(Encoding.UTF8.GetBytes(assertion.JwtId));
        await using var context = await contexts.CreateDbContextAsync(cancel);
        context.Add(new AssertionUseRow { IntegrationId = assertion.Issuer.Value, Jti = jti, ExpiresAt = assertion.UsableUntil.ToMilliseconds() });
        try
        {
            await context.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            await using var other = await contexts.CreateDbContextAsync(cancel);
            if (await other.Set<AssertionUseRow>().AnyAsync(row => row.IntegrationId == assertion.Issuer.Value && row.Jti == jti, cancel)) return false;
            throw;
        }
    }

    private async Task<Refusal> Refused(Actor host, AssertionDefect defect, CancellationToken cancel)
    {
        await gate.Record(host, AuditAction.SessionRefused, defect.Code(), Target.None, cancel);
        return Refusal.Unauthorized;
    }
}
