using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Web.Shared.Limits;

namespace Portal.Web.Identity.SignIn;

/// <summary>Section <c>SignIn</c>: how often people may try. A hospital is one address, so what one address may try is generous.</summary>
internal sealed class SignInLimitOptions
{
    public const string Section = "SignIn";

    /// <summary>Attempts a minute for one account from one address, or in one known browser.</summary>
    [Range(1, 10_000)]
    public int AttemptsPerMinute { get; set; } = 10;

    /// <summary>Attempts a minute from one address, whatever the account. Browsers in which somebody has signed in before are not counted there.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAddressPerMinute { get; set; } = 300;
}

/// <summary>
/// What is refused before anything is looked at: too many attempts for one account from one address, or from one address at all. Whether there is such an
/// account plays no part. A browser in which somebody has signed in before is a place of its own: whoever floods from a hospital's one address
/// keeps its people out of nothing. A flood leaves one line a minute in the audit, not one for each attempt.
/// </summary>
internal sealed class SignInLimits
{
    private readonly TokenBuckets accounts;
    private readonly TokenBuckets addresses;
    private readonly TokenBuckets records;
    private readonly IStaffSignIn signIn;
    private readonly IAuditTrail audit;

    public SignInLimits(IOptions<SignInLimitOptions> options, IStaffSignIn signIn, IAuditTrail audit, TimeProvider clock)
    {
        (this.signIn, this.audit) = (signIn, audit);
        accounts = PerMinute(options.Value.AttemptsPerMinute, clock);
        addresses = PerMinute(options.Value.AttemptsPerAddressPerMinute, clock);
        records = PerMinute(1, clock);
    }

    /// <summary>Null, or the refusal with the time to wait.</summary>
    public async Task<Refusal?> Refuse(string? userName, Browser browser, CancellationToken cancel)
    {
        var place = await PlaceOf(browser, cancel);
        return (addresses.Take(place) ?? accounts.Take(Key(userName, place))) is { } wait ? await Refused(place, browser, wait, cancel) : null;
    }

    /// <summary>For a way in that names no account: null, or the refusal with the time to wait.</summary>
    public async Task<Refusal?> Refuse(Browser browser, CancellationToken cancel)
    {
        var place = await PlaceOf(browser, cancel);
        return addresses.Take(place) is { } wait ? await Refused(place, browser, wait, cancel) : null;
    }

    private async Task<string> PlaceOf(Browser browser, CancellationToken cancel) =>
        await signIn.IsKnown(browser, cancel) ? Key(browser.Device, "browser") : NetworkPlace.Of(browser.Address);

    private async Task<Refusal> Refused(string place, Browser browser, TimeSpan wait, CancellationToken cancel)
    {
        if (records.Take(place) is null)
            await audit.Record(new AuditEntry(Actor.System with { Address = browser.Address }, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = "limited" }, cancel);
        return new Refusal(RefusalKind.RateLimited, RetryAfter: wait);
    }

    /// <summary>By a hash: what is typed as a user name is now and then a password.</summary>
    private static string Key(string? userName, string place) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{userName?.Trim().ToUpperInvariant()}\n{place}")));

    private static TokenBuckets PerMinute(int count, TimeProvider clock) => new(count / 60.0, count, clock);
}
