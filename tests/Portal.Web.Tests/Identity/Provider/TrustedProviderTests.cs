using System.Text.Json.Nodes;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Testing.People;
using Xunit;

namespace Portal.Web.Tests.Identity.Provider;

/// <summary>Where the provider's second factor is asked for and stands for the portal's own.</summary>
public sealed class TrustedProviderTests(TrustingHost host) : IClassFixture<TrustingHost>
{
    private const string Session = "__Host-portal";

    [Trait("ASVS", "6.8.4")]
    [Fact]
    public async Task A_second_factor_at_the_hospital_is_enough_and_none_is_refused()
    {
        using var browser = host.Browser();
        var person = await At("pwd");
        Assert.Equal("/sign-in?refused=provider-refused", (await Through(browser)).Location);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "provider-amr"), await host.World.Audit(Actor.System.PersonId));
        host.Provider.Person["amr"] = new JsonArray("pwd", "mfa");
        Assert.Equal("/account", (await Through(browser, "/sign-in/provider?returnUrl=%2Faccount")).Location);
        Assert.Contains("<td>Hospital</td>", (await browser.Get("/account")).Body, StringComparison.Ordinal);
        Assert.Contains((AuditAction.SignedIn, AuditOutcome.Succeeded, "provider"), await host.World.Audit(person.Id));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("yesterday", false)]
    [InlineData(-360, false)]
    [InlineData(-60, true)]
    [InlineData(100_000, true)]
    public async Task A_session_is_as_fresh_as_the_proof_that_the_hospital_had(object? said, bool isFresh)
    {
        using var browser = host.Browser();
        await At("mfa");
        var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        if (said is int seconds) host.Provider.Person["auth_time"] = now + seconds;
        else if (said is string text) host.Provider.Person["auth_time"] = text;
        await Through(browser);
        var renewed = await Renew(browser);
        Assert.Equal(isFresh ? null : "/confirm?ReturnUrl=%2Faccount", renewed.Location);

        // What lies ahead is now, and no longer than that.
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("/confirm?ReturnUrl=%2Faccount", (await Renew(browser)).Location);
    }

    [Fact]
    public async Task Who_is_asked_again_proves_it_at_the_hospital()
    {
        using var browser = host.Browser();
        await At("mfa");
        await Through(browser);
        var confirm = await browser.Follow(await Renew(browser));

        // Without a second factor there, the session stays and says why it is not fresh.
        host.Provider.Person["amr"] = new JsonArray("pwd");
        Assert.NotNull((await browser.Follow(await Through(browser, "/sign-in/provider?returnUrl=%2Faccount&fresh=1"))).Alert);
        Assert.Equal("/confirm?ReturnUrl=%2Faccount", (await Renew(browser)).Location);
        host.Provider.Person["amr"] = new JsonArray("mfa");
        host.Provider.Person["auth_time"] = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        var again = await browser.Get(confirm.Match("href=\"(?<it>/sign-in/provider[^\"]*)\"")!);
        Assert.Contains("&max_age=43200", again.Location, StringComparison.Ordinal);
        Assert.Contains("&prompt=login", again.Location, StringComparison.Ordinal);
        Assert.Equal("/account", (await browser.Get(host.Provider.Authorize(again.Location!))).Location);
        Assert.Null((await Renew(browser)).Location);
        Assert.DoesNotContain("prompt=", (await browser.Get("/sign-in/provider")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_that_the_browser_had_ends()
    {
        using var browser = host.Browser();
        using var copied = host.Browser();
        await At("mfa");
        await Through(browser);
        copied.Cookies[Session] = browser.Cookies[Session];
        Assert.Null((await copied.Get("/account")).Location);
        await Through(browser);
        Assert.Null((await browser.Get("/account")).Location);
        Assert.StartsWith("/sign-in", (await copied.Get("/account")).Location, StringComparison.Ordinal);
    }

    private static Task<PageAnswer> Renew(StaffBrowser browser) => browser.Submit("/account", "recovery-codes");

    private async Task<StaffPerson> At(string amr)
    {
        var person = await host.World.Person();
        host.Provider.Person = new JsonObject { ["sub"] = $"{Guid.NewGuid()}", ["preferred_username"] = person.UserName, ["groups"] = "ward-doctors", ["amr"] = new JsonArray(amr) };
        return person;
    }

    private async Task<PageAnswer> Through(StaffBrowser browser, string begin = "/sign-in/provider") => await browser.Get(host.Provider.Authorize((await browser.Get(begin)).Location!));
}
