using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Portal.Web.Identity;
using Xunit;

namespace Portal.Web.Tests.Identity;

public sealed class SignInPagesTests(StaffHost host) : IClassFixture<StaffHost>
{
    private const string Session = "__Host-portal";

    [Fact]
    public async Task Nobody_is_led_to_the_sign_in_and_back_and_a_program_is_told()
    {
        using var browser = host.Browser();
        var page = await browser.Get("/account?x=1");
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?ReturnUrl=%2Faccount%3Fx%3D1"), (page.Status, page.Location));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/conversations")).Status);
        var (person, signedIn) = (await host.World.Person(), await browser.Follow(page));
        Assert.Equal("Sign in", signedIn.Title);
        var step = await browser.Submit(signedIn, "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));
        Assert.Equal("/sign-in-code?ReturnUrl=%2Faccount%3Fx%3D1", step.Location);
        Assert.False(browser.Cookies.ContainsKey(Session));
        var done = await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
        Assert.Equal("/account?x=1", done.Location);
        Assert.Equal("Your account", (await browser.Follow(done)).Title);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/v1/conversations")).Status);
    }

    [Trait("ASVS", "3.3.3")]
    [Trait("ASVS", "3.3.4")]
    [Fact]
    public async Task The_cookie_is_bound_to_the_host_and_holds_the_sessions_id_alone()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        var done = await SignIn(browser, person);
        var line = done.SetCookie(Session)!;
        Assert.Contains("; path=/", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires=", line, StringComparison.OrdinalIgnoreCase);
        var ticket = Options.TicketDataFormat.Unprotect(browser.Cookies[Session])!;
        Assert.Equal([PortalSchemes.CredentialClaim, PortalSchemes.SessionClaim], ticket.Principal.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal));
        Assert.True(Id.TryParse<SessionId>(ticket.Principal.FindFirst(PortalSchemes.SessionClaim)!.Value, out var session));
        Assert.Equal(person.Id, (await host.World.ActorOf(session))!.PersonId);
    }

    [Trait("ASVS", "7.2.4")]
    [Fact]
    public async Task A_session_planted_before_the_sign_in_is_not_the_persons_after_it()
    {
        using var attacker = host.Browser();
        await SignIn(attacker, await host.World.Person());
        var planted = attacker.Cookies[Session];
        using var victim = host.Browser();
        foreach (var (name, value) in attacker.Cookies) victim.Cookies[name] = value;
        await victim.SignOut();
        foreach (var (name, value) in attacker.Cookies) victim.Cookies[name] = value;
        var person = await host.World.Person();
        await SignIn(victim, person);
        Assert.NotEqual(planted, victim.Cookies[Session]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.Get("/api/v1/conversations")).Status);
        Assert.Equal(HttpStatusCode.OK, (await victim.Get("/api/v1/conversations")).Status);
    }

    [Fact]
    public async Task Who_signs_in_over_somebody_elses_session_ends_it()
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        using var copy = host.Browser();
        copy.Cookies[Session] = browser.Cookies[Session];
        Assert.Equal(HttpStatusCode.OK, (await copy.Get("/api/v1/conversations")).Status);
        var person = await host.World.Person();
        await host.Services.GetRequiredService<IAccountLinks>().RequestPasswordReset(person.UserName, StaffWorld.Somewhere, CancellationToken.None);
        var link = await browser.Get($"/new-password?code={await host.World.CodeOfMail(person.Id)}");
        var step = await browser.Submit(await browser.Follow(link), "new-password", ("Password", "nineteen amber kites over Lisbon"));
        Assert.Equal("/", (await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/v1/conversations")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.Get("/api/v1/conversations")).Status);
    }

    [Trait("ASVS", "7.4.1")]
    [Trait("ASVS", "14.3.1")]
    [Fact]
    public async Task A_cookie_of_before_the_sign_out_is_nobody_and_what_was_seen_is_cleared()
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        var old = browser.Cookies[Session];
        var left = await browser.SignOut();
        Assert.Equal("/sign-in", left.Location);
        Assert.Equal("\"cache\", \"storage\"", left.Message.Headers.GetValues("Clear-Site-Data").Single());
        Assert.False(browser.Cookies.ContainsKey(Session));
        browser.Cookies[Session] = old;
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/conversations")).Status);
        var page = await browser.Get("/account");
        Assert.Equal("/sign-in?ReturnUrl=%2Faccount", page.Location);
        Assert.True(page.Message.Headers.Contains("Clear-Site-Data"));
        Assert.False(browser.Cookies.ContainsKey(Session));
    }

    [Fact]
    public async Task Signing_out_ends_the_servers_session_once_and_is_on_record()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        await SignIn(browser, person);
        Assert.Contains("<form method=\"post\" action=\"/sign-out\">", (await browser.Get("/account")).Body, StringComparison.Ordinal);
        var left = await browser.SignOut();
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (left.Status, left.Location));
        Assert.Matches("^__Host-portal=; expires=Thu, 01 Jan 1970", left.SetCookie(Session)!);
        Assert.Equal(1, (await host.World.Audit(person.Id)).Count(row => row.Action == AuditAction.SignedOut));
        Assert.Equal("/sign-in", (await browser.SignOut()).Location);
        Assert.Equal(1, (await host.World.Audit(person.Id)).Count(row => row.Action == AuditAction.SignedOut));
    }

    [Trait("ASVS", "3.5.1")]
    [Trait("ASVS", "3.5.3")]
    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    public async Task Another_site_signs_nobody_out(string site)
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        var refused = await browser.SignOut(site);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.False(refused.Message.Headers.Contains("Clear-Site-Data"));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/v1/conversations")).Status);
    }

    [Theory]
    [InlineData("https://evil.test", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(StaffHost.PublicUrl, HttpStatusCode.SeeOther)]
    public async Task A_browser_that_does_not_say_which_site_is_judged_by_the_forms_origin(string origin, HttpStatusCode status)
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Origin", origin);
        Assert.Equal(status, (await browser.Send(request)).Status);
    }

    [Fact]
    public async Task Fifteen_idle_minutes_later_nothing_answers_and_calls_of_the_page_itself_are_no_activity()
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        for (var minute = 0; minute < 15; minute++)
        {
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/v1/conversations")).Status);
            host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/conversations")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/account")).Status);
    }

    [Fact]
    public async Task A_page_that_the_person_opens_is_activity()
    {
        using var browser = host.Browser();
        await SignIn(browser, await host.World.Person());
        for (var part = 0; part < 3; part++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account")).Status);
        }
    }

    [Fact]
    public async Task A_suspended_person_is_out_at_once()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        await SignIn(browser, person);
        await host.Services.GetRequiredService<IStaff>().Suspend(await host.World.Actor(StaffRoles.Administrator), person.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/v1/conversations")).Status);
    }

    [Fact]
    public async Task Whoever_does_not_get_in_sees_the_same_bytes_whatever_the_reason()
    {
        var (known, suspended, locked) = (await host.World.Person(), await host.World.Person(), await host.World.Person());
        await host.Services.GetRequiredService<IStaff>().Suspend(await host.World.Actor(StaffRoles.Administrator), suspended.Id, CancellationToken.None);
        for (var index = 0; index < 5; index++) await host.World.TryPassword(locked.UserName, "not the password at all");
        var answers = new List<PageAnswer>();
        foreach (var (name, password) in ((string, string)[])[(known.UserName, "not the password at all"), ("nobody.of.this.name", StaffPerson.Password), (suspended.UserName, StaffPerson.Password), (locked.UserName, StaffPerson.Password)])
        {
            using var browser = host.Browser();
            var answer = await browser.Submit("/sign-in", "sign-in", ("UserName", name), ("Password", password));
            answers.Add(answer with { Body = answer.Body.Replace(name, "", StringComparison.Ordinal) });
        }

        Assert.NotNull(answers[0].Alert);
        Assert.Single(answers.Select(answer => answer.Status).Distinct());
        Assert.Single(answers.Select(answer => answer.Comparable).Distinct());
        Assert.Single(answers.Select(answer => answer.Body.Length).Distinct());
        Assert.Single(answers.Select(answer => string.Join(',', answer.Message.Headers.Select(header => header.Key).Order(StringComparer.Ordinal))).Distinct());
        Assert.DoesNotContain("not the password at all", answers[0].Body, StringComparison.Ordinal);
    }

    [Trait("ASVS", "3.7.2")]
    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/sign-in")]
    public async Task The_sign_in_leads_into_the_portal_and_nowhere_else(string wanted)
    {
        using var browser = host.Browser();
        var done = await SignIn(browser, await host.World.Person(), $"/sign-in?ReturnUrl={Uri.EscapeDataString(wanted)}");
        Assert.Equal("/", done.Location);
    }

    [Trait("ASVS", "3.5.1")]
    [Fact]
    public async Task A_form_of_another_site_is_refused_and_an_old_one_of_our_own_is_drawn_anew()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        var page = await browser.Get("/sign-in");
        var (_, hidden) = StaffBrowser.Form(page, "sign-in");
        var fields = hidden.Append(KeyValuePair.Create("UserName", person.UserName)).Append(KeyValuePair.Create("Password", StaffPerson.Password)).ToList();
        var without = fields.Where(field => field.Key != "__RequestVerificationToken").ToList();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post("/sign-in", without, "cross-site")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post("/sign-in", without, "none")).Status);
        using var elsewhere = host.Browser();
        Assert.Equal(HttpStatusCode.BadRequest, (await elsewhere.Post("/sign-in", fields, "cross-site")).Status);
        var again = await elsewhere.Post("/sign-in", fields);
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (again.Status, again.Location));
        Assert.False(elsewhere.Cookies.ContainsKey("__Host-portal-step"));
    }

    [Trait("ASVS", "16.3.3")]
    [Fact]
    public async Task Too_many_tries_for_one_account_from_one_address_are_told_to_wait_and_recorded_once()
    {
        using var browser = host.Browser("198.51.100.99");
        var answers = new List<PageAnswer>();
        for (var index = 0; index < 14; index++) answers.Add(await browser.Submit("/sign-in", "sign-in", ("UserName", "many.tries"), ("Password", "not the password at all")));
        Assert.Equal(10, answers.Count(answer => answer.Alert!.StartsWith("That did not work", StringComparison.Ordinal)));
        Assert.Equal(4, answers.Count(answer => answer.Alert!.StartsWith("Too many tries", StringComparison.Ordinal)));
        Assert.Single(await host.World.Audit(PersonId.System), entry => entry.Code == "limited");
        Assert.StartsWith("That did not work", (await browser.Submit("/sign-in", "sign-in", ("UserName", "somebody.else"), ("Password", "x"))).Alert, StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.StartsWith("That did not work", (await browser.Submit("/sign-in", "sign-in", ("UserName", "many.tries"), ("Password", "x"))).Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_was_here_before_gets_in_while_strangers_are_locked_out()
    {
        using var known = host.Browser();
        var person = await host.World.Person();
        var done = await SignIn(known, person);
        Assert.Contains("max-age=15552000", done.SetCookie("__Host-portal-device")!, StringComparison.OrdinalIgnoreCase);
        await known.SignOut();
        for (var index = 0; index < 10; index++) await host.World.TryPassword(person.UserName, "not the password at all", new("203.0.113.66"));
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var stranger = host.Browser("203.0.113.66");
        Assert.NotNull((await stranger.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password))).Alert);
        Assert.Equal("/", (await SignIn(known, person)).Location);
    }

    [Trait("ASVS", "2.3.1")]
    [Fact]
    public async Task A_step_without_the_one_before_leads_to_the_beginning()
    {
        using var browser = host.Browser();
        foreach (var path in (string[])["/sign-in-code", "/sign-in-recovery", "/sign-in-app"])
            Assert.Equal("/sign-in", (await browser.Get(path)).Location);
        browser.Cookies["__Host-portal-step"] = new string('A', 43);
        var page = await browser.Submit("/sign-in-code", "code", ("Code", "123456"));
        Assert.StartsWith("That took too long", page.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_before_the_sign_in_have_no_circuit_and_nothing_inline()
    {
        using var browser = host.Browser();
        foreach (var path in (string[])["/sign-in", "/forgot-password", "/new-password", "/invitation"])
        {
            var page = await browser.Get(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("blazor.web.js", page.Body, StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)<script(?! type=\"module\" src=\"/modules/[a-z.0-9]+\"></script>)", page.Body);
            Assert.DoesNotContain(" style=", page.Body, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<style", page.Body, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("no-store", page.Message.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task The_pages_speak_the_browsers_language()
    {
        using var browser = host.Browser();
        browser.Language = "es-MX";
        Assert.Equal("Iniciar sesión", (await browser.Get("/sign-in")).Title);
    }

    [Trait("ASVS", "16.2.5")]
    [Fact]
    public async Task Neither_names_nor_secrets_that_are_typed_reach_the_log()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        await browser.Submit("/sign-in", "sign-in", ("UserName", "a-marker-in-the-name-field"), ("Password", "a-marker-in-the-password-field"));
        await SignIn(browser, person);
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("a-marker-in", StringComparison.Ordinal) || line.Text.Contains(StaffPerson.Password, StringComparison.Ordinal) || line.Text.Contains(browser.Cookies[Session], StringComparison.Ordinal));
    }

    private CookieAuthenticationOptions Options => host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(PortalSchemes.Staff);

    private async Task<PageAnswer> SignIn(StaffBrowser browser, StaffPerson person, string from = "/sign-in")
    {
        var step = await browser.Submit(from, "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));
        return await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
    }
}
