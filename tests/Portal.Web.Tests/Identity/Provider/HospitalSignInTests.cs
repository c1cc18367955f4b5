using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Testing.People;
using Xunit;

namespace Portal.Web.Tests.Identity.Provider;

/// <summary>The whole pipeline with a provider that the portal really calls; only the person's browser at the provider is the test.</summary>
public sealed partial class HospitalSignInTests(HospitalHost host) : IClassFixture<HospitalHost>
{
    private const string Session = "__Host-portal";
    private const string NotVouched = "The hospital's sign-in did not vouch for you. Try again, or use your password.";
    private HospitalProvider Provider => host.Provider;

    [Fact]
    public async Task The_hospitals_word_is_the_first_factor_and_the_portals_code_the_second()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Supervisor, "ward-doctors", "desk", "administrators", "auditor");
        var page = await browser.Get("/sign-in?ReturnUrl=%2Faccount");
        Assert.Contains(">Sign in with Hospital account</a>", page.Body, StringComparison.Ordinal);
        var step = await Through(browser, page.Match("href=\"(?<it>/sign-in/provider[^\"]*)\"")!);
        Assert.Equal("/sign-in-code?ReturnUrl=%2Faccount", step.Location);
        Assert.False(browser.Cookies.ContainsKey(Session));

        // Nobody has proven yet to be that person here: nothing is linked, given or told.
        await NothingIsDone(person);
        var codes = await browser.Follow(step);
        await browser.Submit(codes, "code", ("Code", "000000"));
        await NothingIsDone(person);
        var done = await browser.Submit(codes, "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
        Assert.Equal("/account", done.Location);
        var account = await browser.Follow(done);
        Assert.Contains("Clinician", account.Body, StringComparison.Ordinal);
        Assert.Contains("<td>Hospital and code</td>", account.Body, StringComparison.Ordinal);
        var audit = await host.World.Audit(person.Id);
        Assert.Contains((AuditAction.ProviderLinked, AuditOutcome.Succeeded, null), audit);

        // The mapped ones take the place of the clinical ones; nothing that two people give comes by a claim.
        var roles = StaffRoles.Practitioner | StaffRoles.Coordinator;
        Assert.Contains((AuditAction.RolesChanged, AuditOutcome.Succeeded, $"provider:{(int)roles}"), audit);
        Assert.Equal("Your account opens with the hospital's sign-in", Assert.Single(await host.World.MailsTo(person.Id)).Subject);
        Assert.DoesNotContain(browser.Cookies.Keys, name => name.StartsWith("__Host-portal-provider", StringComparison.Ordinal));
    }

    [Trait("ASVS", "10.5.2")]
    [Trait("ASVS", "10.3.3")]
    [Fact]
    public async Task A_person_is_linked_once_and_then_known_by_the_hospitals_own_id()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Practitioner, "ward-doctors");
        Assert.Equal("/", (await Whole(browser, person)).Location);
        Provider.Person["preferred_username"] = "another.name.altogether";
        Assert.Equal("/", (await Whole(browser, person)).Location);
        Assert.Single(await host.World.Audit(person.Id), entry => entry.Action == AuditAction.ProviderLinked);

        // Who is given that user name at the hospital later is somebody else.
        Provider.Person = new JsonObject { ["sub"] = $"{Guid.NewGuid()}", ["preferred_username"] = person.UserName, ["groups"] = new JsonArray("ward-doctors") };
        Assert.Equal("Your hospital account is not known here. Ask an administrator.", (await Refused(browser)).Alert);
        Assert.DoesNotContain(await host.World.Audit(person.Id), entry => entry.Action == AuditAction.RolesChanged);
    }

    [Fact]
    public async Task Strangers_and_suspended_people_are_told_the_same()
    {
        using var browser = host.Browser();
        Provider.Person = new JsonObject { ["sub"] = "stranger", ["preferred_username"] = "nobody.here" };
        Assert.Equal("Your hospital account is not known here. Ask an administrator.", (await Refused(browser)).Alert);
        var person = await At(StaffRoles.Practitioner, "ward-doctors");
        await host.World.Suspend(person);
        Assert.Equal("Your hospital account is not known here. Ask an administrator.", (await Refused(browser)).Alert);
        browser.Language = "es";
        Assert.Equal("Su cuenta del hospital no se conoce aquí. Consulte a un administrador.", (await Refused(browser)).Alert);
        await AuditSays("provider-unknown-person");
    }

    [Trait("ASVS", "10.5.1")]
    [Trait("ASVS", "10.5.4")]
    [Trait("ASVS", "6.8.2")]
    [Theory]
    [InlineData("nonce", "nonce")]
    [InlineData("no nonce", "nonce")]
    [InlineData("issuer", "issuer")]
    [InlineData("audience", "audience")]
    [InlineData("authorized party", "audience")]
    [InlineData("second audience", "audience")]
    [InlineData("expired", "expired")]
    [InlineData("future", "times")]
    [InlineData("old", "times")]
    [InlineData("no times", "times")]
    [InlineData("no subject", "subject")]
    [InlineData("none", "algorithm")]
    [InlineData("HS256 with the public key", "algorithm")]
    [InlineData("another algorithm of the key", "algorithm")]
    [InlineData("unknown key", "key")]
    [InlineData("key in the header", "signature")]
    [InlineData("changed claims", "signature")]
    [InlineData("no token", "malformed")]
    public async Task What_the_provider_may_not_say_is_refused_in_one_sentence_and_named_in_the_audit(string what, string code)
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Practitioner, "desk");
        var now = host.Clock.GetUtcNow().ToUnixTimeSeconds();
        Provider.Claims = claims =>
        {
            switch (what)
            {
                case "nonce": claims["nonce"] = "another sign-in's"; break;
                case "no nonce": claims.Remove("nonce"); break;
                case "issuer": claims["iss"] = "https://sso.another.example"; break;
                case "audience": claims["aud"] = "another-client"; break;
                case "authorized party": claims["azp"] = "another-client"; break;
                case "second audience": claims["aud"] = new JsonArray(HospitalProvider.ClientId, "another-client"); break;
                case "expired": claims["exp"] = now - 61; break;
                case "future": claims["iat"] = now + 120; break;
                case "old": claims["iat"] = now - 3600; break;
                case "no times": claims.Remove("iat"); break;
                case "no subject": claims.Remove("sub"); break;
            }
        };
        Provider.Forge = (header, claims) =>
        {
            switch (what)
            {
                case "none": return HospitalProvider.Compact(With(header, "alg", "none"), claims, _ => []);
                case "HS256 with the public key": return Provider.SignByPublicKey(With(header, "alg", "HS256"), claims);
                case "another algorithm of the key": return Provider.Sign(With(header, "alg", "PS256"), claims);
                case "unknown key": return Provider.Sign(With(header, "kid", "k2"), claims);
                case "key in the header": return OwnKey(header, claims);
                case "changed claims": var signed = Provider.Sign(header, claims).Split('.'); return $"{signed[0]}.{Provider.Sign(header, With(claims, "sub", "somebody-else")).Split('.')[1]}.{signed[2]}";
                case "no token": return "";
                default: return Provider.Sign(header, claims);
            }
        };
        Assert.Equal(NotVouched, (await Refused(browser)).Alert);
        await AuditSays($"provider-{code}");
        Assert.DoesNotContain(await host.World.Audit(person.Id), entry => entry.Action is AuditAction.ProviderLinked or AuditAction.RolesChanged or AuditAction.SignedIn);
        Assert.False(browser.Cookies.ContainsKey("__Host-portal-step"));
    }

    [Theory]
    [InlineData("away")]
    [InlineData("ten megabytes")]
    [InlineData("slow")]
    public async Task A_provider_that_is_away_slow_or_boundless_is_said_to_be(string what)
    {
        using var browser = host.Browser();
        await At(StaffRoles.Practitioner, "ward-doctors");
        var asked = 0;
        Provider.Instead = async context =>
        {
            asked++;
            if (what == "away") context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else if (what == "ten megabytes") await context.Response.Body.WriteAsync(new byte[10_000_000], context.RequestAborted);
            else
            {
                // The portal's patience is over, by its own clock.
                host.Clock.Advance(TimeSpan.FromSeconds(10));
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        };
        Assert.Equal("The hospital's sign-in does not answer. Try again later, or use your password.", (await Refused(browser)).Alert);
        Assert.Equal(1, asked);
        await AuditSays("provider-unreachable");
    }

    [Trait("ASVS", "10.2.1")]
    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("none", false)]
    [InlineData("same-origin", true)]
    public async Task Only_an_own_page_begins_the_hospitals_sign_in(string site, bool begins)
    {
        using var browser = host.Browser();
        var answer = await browser.Send(new HttpRequestMessage(HttpMethod.Get, "/sign-in/provider?returnUrl=%2Faccount") { Headers = { { "Sec-Fetch-Site", site } } });
        Assert.StartsWith(begins ? "https://sso.hospital.example/authorize?" : "/sign-in?ReturnUrl=%2Faccount", answer.Location, StringComparison.Ordinal);
        Assert.Equal(begins, browser.Cookies.Keys.Any(name => name.StartsWith("__Host-portal-provider", StringComparison.Ordinal)));
    }

    [Trait("ASVS", "10.1.2")]
    [Trait("ASVS", "10.2.1")]
    [Fact]
    public async Task A_code_is_good_once_and_an_answer_only_in_the_browser_that_asked()
    {
        using var browser = host.Browser();
        using var other = host.Browser();
        await At(StaffRoles.Practitioner, "ward-doctors");
        var back = Provider.Authorize((await browser.Get("/sign-in/provider")).Location!);
        Assert.Equal(NotVouched, (await other.Follow(await other.Get(back))).Alert);
        await AuditSays("provider-state");
        var cookies = browser.Cookies.ToDictionary();
        Assert.Equal("/sign-in-code", (await browser.Get(back)).Location);
        foreach (var (name, value) in cookies) browser.Cookies[name] = value;
        Assert.Equal(NotVouched, (await browser.Follow(await browser.Get(back))).Alert);
        await AuditSays("provider-code");
    }

    [Trait("ASVS", "10.2.1")]
    [Theory]
    [InlineData("?code=x&state=forged")]
    [InlineData("?code=x")]
    [InlineData("?error=access_denied&error_description=No")]
    [InlineData("")]
    public async Task A_forged_state_and_the_providers_own_no_lead_back_to_the_sign_in(string query)
    {
        using var browser = host.Browser();
        await browser.Get("/sign-in/provider");
        var answer = await browser.Get("/sign-in/provider/answer" + query);
        Assert.Equal("/sign-in?refused=provider-refused", answer.Location);
        Assert.Equal(NotVouched, (await browser.Follow(answer)).Alert);
        await AuditSays("provider-state");
    }

    [Fact]
    public async Task Where_one_goes_afterwards_is_the_portals_own()
    {
        using var browser = host.Browser();
        await At(StaffRoles.Practitioner, "ward-doctors");
        Assert.Equal("/sign-in-code", (await Through(browser, "/sign-in/provider?returnUrl=https%3A%2F%2Fevil.example")).Location);
        var asked = await browser.Get("/sign-in/provider");
        Assert.StartsWith("https://sso.hospital.example/authorize?", asked.Location, StringComparison.Ordinal);
        var line = Assert.Single(asked.Message.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("__Host-portal-provider.", StringComparison.Ordinal));
        foreach (var part in (string[])["; path=/", "; secure", "; httponly", "; samesite=lax"]) Assert.Contains(part, line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(host.Log.Lines, entry => entry.Text.Contains("not for you", StringComparison.Ordinal));
    }

    /// <summary>An active person who sits at the hospital's sign-in, in those groups.</summary>
    private async Task<StaffPerson> At(StaffRoles roles, params string[] groups)
    {
        // One fixture for all: each fact begins with a provider that does nothing wrong.
        (Provider.Claims, Provider.Forge, Provider.Instead) = (_ => { }, null, null);
        var person = await host.World.Person(roles);
        Provider.Person = new JsonObject { ["sub"] = $"{Guid.NewGuid()}", ["preferred_username"] = person.UserName.ToUpperInvariant(), ["groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]) };
        return person;
    }

    /// <summary>By the provider and a code, which is good once.</summary>
    private async Task<PageAnswer> Whole(StaffBrowser browser, StaffPerson person)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var step = await Through(browser);
        Assert.Equal("/sign-in-code", step.Location);
        return await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
    }

    private async Task NothingIsDone(StaffPerson person)
    {
        Assert.DoesNotContain(await host.World.Audit(person.Id), entry => entry.Action is AuditAction.ProviderLinked or AuditAction.RolesChanged);
        Assert.Empty(await host.World.MailsTo(person.Id));
        Assert.False(await host.World.IsLinked(person));
    }

    private async Task<PageAnswer> Through(StaffBrowser browser, string begin = "/sign-in/provider") => await browser.Get(Provider.Authorize((await browser.Get(begin)).Location!));

    private async Task<PageAnswer> Refused(StaffBrowser browser)
    {
        var answer = await Through(browser);
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return await browser.Follow(answer);
    }

    private async Task AuditSays(string code) => Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, code), await host.World.Audit(Actor.System.PersonId));

    private static JsonObject With(JsonObject from, string name, string value)
    {
        var changed = from.DeepClone().AsObject();
        changed[name] = value;
        return changed;
    }

    private static string OwnKey(JsonObject header, JsonObject claims)
    {
        using var own = System.Security.Cryptography.RSA.Create(2048);
        var shown = own.ExportParameters(includePrivateParameters: false);
        var bearing = header.DeepClone().AsObject();
        bearing["jwk"] = new JsonObject { ["kty"] = "RSA", ["n"] = System.Buffers.Text.Base64Url.EncodeToString(shown.Modulus), ["e"] = System.Buffers.Text.Base64Url.EncodeToString(shown.Exponent) };
        return HospitalProvider.Compact(bearing, claims, data => own.SignData(data, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
    }
}
