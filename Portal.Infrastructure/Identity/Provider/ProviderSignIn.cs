using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Provider;

/// <inheritdoc/>
internal sealed class ProviderSignIn(
    StaffUnits units,
    ProviderHttp http,
    ProviderKeySet keys,
    ProviderPeople people,
    SignInSteps steps,
    AuditWriter audit,
    IOptions<ProviderOptions> options,
    TimeProvider clock) : IProviderSignIn
{
    public async Task<Outcome<ProviderTokens>> Exchange(ProviderCode code, Browser browser, CancellationToken cancel)
    {
        if (!options.Value.IsSet) return Refusal.NotFound;
        try
        {
            var (status, body) = await http.Exchange(code, cancel);
            if (status != HttpStatusCode.OK) return await Refuse(browser, ProviderRefusals.Refused, "code", cancel);
            return IdTokenOf(body) is { } token ? new ProviderTokens(token) : await Refuse(browser, ProviderRefusals.Refused, "answer", cancel);
        }
        catch (ProviderAwayException)
        {
            return await Refuse(browser, ProviderRefusals.Unreachable, "unreachable", cancel);
        }
    }

    public async Task<Outcome<SignInStep>> SignIn(ProviderTokens tokens, string nonce, Browser browser, CancellationToken cancel)
    {
        if (!options.Value.IsSet) return Refusal.NotFound;
        try
        {
            var (claims, defect) = await Verify(tokens, nonce, cancel);
            return claims is null ? await Refuse(browser, ProviderRefusals.Refused, JsonNamingPolicy.KebabCaseLower.ConvertName(defect.ToString()), cancel) : await Begin(claims, browser, cancel);
        }
        catch (ProviderAwayException)
        {
            return await Refuse(browser, ProviderRefusals.Unreachable, "unreachable", cancel);
        }
    }

    private async Task<(ProviderClaims? Claims, ProviderDefect Defect)> Verify(ProviderTokens tokens, string nonce, CancellationToken cancel)
    {
        if (!ProviderIdToken.TryParse(tokens.IdToken, out var token, out var defect)) return (null, defect);
        if (await keys.Find(token.Kid, cancel) is not { } key) return (null, ProviderDefect.Key);
        var provider = options.Value;
        token.TryVerify(key, new ProviderExpectation(provider.Issuer, provider.ClientId, nonce, provider.UserNameClaim, provider.RoleClaim, provider.RequireAmr), clock.GetUtcNow(), out var claims, out defect);
        return (claims, defect);
    }

    private async Task<Outcome<SignInStep>> Begin(ProviderClaims claims, Browser browser, CancellationToken cancel)
    {
        var stamp = await audit.Stamp(cancel);
        await using var unit = units.Open();
        var (account, objection) = await people.Find(unit, claims, cancel);
        if (account is null) return await Refuse(browser, ProviderPeople.RefusalOf(objection!), objection!, cancel);
        var word = people.WordOf(claims);
        var isLast = options.Value.RequireAmr.Length > 0 || await steps.IsLast(unit.Context, account, cancel);
        await using var transaction = await unit.Begin(cancel);
        var isPrepared = isLast && await people.Prepare(unit, account, word, cancel);
        if (!await unit.Hold(account, cancel) || (isLast && !await people.Settle(unit, account, word, browser, stamp, cancel)))
        {
            await transaction.RollbackAsync(cancel);
            return await Refuse(browser, ProviderRefusals.UnknownPerson, "changed", cancel);
        }

        var step = isLast
            ? new SignInStep(SignInStage.SignedIn, await steps.Begin(unit.Context, account, browser, stamp, SignInSteps.Provider, cancel, word.AuthenticatedAt))
            : await steps.AfterProvider(unit.Context, account, word, cancel);
        await unit.Context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        if (isPrepared) people.Announce();
        return step;
    }

    private static string? IdTokenOf(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String ? token.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<Refusal> Refuse(Browser browser, Refusal refusal, string why, CancellationToken cancel)
    {
        await audit.WriteAlone(new AuditEntry(Actor.System with { Address = browser.Address }, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = $"{SignInSteps.Provider}-{why}" }, cancel);
        return refusal;
    }
}
