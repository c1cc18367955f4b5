using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Testing.People;
using Xunit;

namespace Portal.Web.Tests.Identity;

public sealed class AccountPagesTests(StaffHost host) : IClassFixture<StaffHost>
{
    private const string New = "nineteen amber kites over Lisbon";
    private const string Session = "__Host-portal";

    [Fact]
    public async Task An_invited_person_chooses_a_password_sets_up_the_app_and_is_in()
    {
        using var browser = host.Browser();
        var administrator = await host.World.Actor(StaffRoles.Administrator);
        var name = "n" + Guid.NewGuid().ToString("N");
        var invited = (await host.Services.GetRequiredService<IStaff>().Invite(administrator, new NewStaff(name, name + "@clinic.example", "Nina Berg", StaffRoles.Coordinator), CancellationToken.None)).Value;
        var code = await host.World.CodeOfMail(invited.Person);
        var link = await browser.Get($"/invitation?code={code}");
        Assert.Equal((HttpStatusCode.Redirect, "/invitation"), (link.Status, link.Location));
        var page = await browser.Follow(link);
        Assert.Contains("Hello Nina Berg", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(code, page.Body, StringComparison.Ordinal);
        Assert.Equal("That password is too short.", (await browser.Submit(page, "new-password", ("Password", "short"))).Alert);
        var step = await browser.Submit(page, "new-password", ("Password", New));
        Assert.Equal("/sign-in-app", step.Location);
        Assert.False(browser.Cookies.ContainsKey(Session));
        var enrol = await browser.Follow(step);
        Assert.Matches("<svg class=\"qr\" viewBox=\"0 0 (\\d+) \\1\".*<path fill=\"currentColor\" d=\"M[^\"]+\"", enrol.Body);
        Assert.Equal("That is not the code the app shows. Check that the clock of your phone is right.", (await browser.Submit(enrol, "enrol", ("Code", "000000"))).Alert);
        var done = await browser.Submit(enrol, "enrol", ("Code", Authenticator.CodeOf(enrol.Match("<code class=\"code\">(?<it>[A-Z2-7]{32})</code>")!, host.Clock)));
        Assert.Equal("Your recovery codes", done.Title);
        Assert.Equal(10, Html.All(done.Body, "<code class=\"code\">[0-9a-z]{5}-[0-9a-z]{5}</code>").Count());
        Assert.True(browser.Cookies.ContainsKey(Session));
        Assert.Equal("Your account", (await browser.Get("/account")).Title);
        Assert.Equal("/sign-in", (await browser.Get("/sign-in-app")).Location);
        using var other = host.Browser();
        Assert.StartsWith("This link was used", (await other.Follow(await other.Get($"/invitation?code={code}"))).Alert, StringComparison.Ordinal);
    }

    [Trait("ASVS", "14.2.1")]
    [Fact]
    public async Task A_links_code_is_out_of_the_address_at_once_and_works_once()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        var asked = await browser.Submit("/forgot-password", "forgot", ("UserName", person.Email));
        var sent = asked.Match("role=\"status\">(?<it>[^<]*)<");
        using var other = host.Browser();
        Assert.Equal(sent, (await other.Submit("/forgot-password", "forgot", ("UserName", "nobody.of.this.name"))).Match("role=\"status\">(?<it>[^<]*)<"));
        var code = await host.World.CodeOfMail(person.Id);
        var link = await browser.Get($"/new-password?code={code}");
        Assert.Equal("/new-password", link.Location);
        Assert.Equal("no-referrer", link.Message.Headers.GetValues("Referrer-Policy").Single());
        var cookie = link.SetCookie("__Host-portal-link")!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        var page = await browser.Follow(link);
        Assert.Equal("/sign-in-code", (await browser.Submit(page, "new-password", ("Password", New))).Location);
        Assert.False(browser.Cookies.ContainsKey("__Host-portal-link"));
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(code, StringComparison.Ordinal));
        Assert.StartsWith("This link was used", (await other.Follow(await other.Get($"/new-password?code={code}"))).Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_gets_in_where_the_phone_is_lost()
    {
        using var browser = host.Browser();
        var person = await host.World.Person();
        var actor = await host.World.SignedIn(person);
        var codes = (await host.Services.GetRequiredService<IOwnAccount>().NewRecoveryCodes(actor, CancellationToken.None)).Value;
        var step = await browser.Follow(await browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password)));
        var lost = await browser.Get(step.Match("<a href=\"(?<it>/sign-in-recovery[^\"]*)\"")!);
        Assert.Equal("/", (await browser.Submit(lost, "recovery", ("Code", codes[3]))).Location);
        Assert.True(browser.Cookies.ContainsKey(Session));
    }

    [Trait("ASVS", "7.5.1")]
    [Fact]
    public async Task A_factor_is_changed_only_after_a_fresh_proof()
    {
        using var browser = host.Browser();
        var person = await SignedIn(browser);
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        var asked = await browser.Submit("/account", "recovery-codes");
        Assert.Equal("/confirm?ReturnUrl=%2Faccount", asked.Location);
        Assert.Equal("/confirm?ReturnUrl=%2Faccount-app", (await browser.Get("/account-app")).Location);
        var page = await browser.Follow(asked);
        Assert.NotNull((await browser.Submit(page, "confirm-password", ("Password", "not the password at all"))).Alert);
        Assert.Equal("/account", (await browser.Submit(page, "confirm-code", ("Code", person.CodeAt(host.Clock.GetUtcNow())))).Location);
        var renewed = await browser.Submit("/account", "recovery-codes");
        Assert.Equal(10, Html.All(renewed.Body, "<code class=\"code\">[0-9a-z]{5}-[0-9a-z]{5}</code>").Count());
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/account-app")).Status);
        Assert.Contains(await host.World.Audit(person.Id), entry => entry is { Action: AuditAction.Reauthenticated, Code: "code" });
    }

    [Fact]
    public async Task Five_wrong_proofs_lead_to_the_sign_in()
    {
        using var browser = host.Browser();
        await SignedIn(browser);
        var page = await browser.Get("/confirm?ReturnUrl=%2Faccount");
        for (var index = 0; index < 4; index++) Assert.NotNull((await browser.Submit(page, "confirm-password", ("Password", "not the password at all"))).Alert);
        await browser.Submit(page, "confirm-password", ("Password", "not the password at all"));
        Assert.Equal("/sign-in?ReturnUrl=%2Faccount", (await browser.Get("/account")).Location);
    }

    [Fact]
    public async Task A_new_app_takes_over_with_its_first_code()
    {
        using var browser = host.Browser();
        var person = await SignedIn(browser);
        var page = await browser.Get("/account-app");
        var secret = page.Match("<code class=\"code\">(?<it>[A-Z2-7]{32})</code>")!;
        Assert.NotNull((await browser.Submit(page, "new-app", ("Code", "000000"))).Alert);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("Your recovery codes", (await browser.Submit(page, "new-app", ("Code", Authenticator.CodeOf(secret, host.Clock)))).Title);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        var ticket = await host.World.Ticket(person);
        Assert.False((await host.Services.GetRequiredService<IStaffSignIn>().WithCode(ticket, person.CodeAt(host.Clock.GetUtcNow()), StaffWorld.Somewhere, CancellationToken.None)).IsOk);
    }

    [Trait("ASVS", "7.5.2")]
    [Fact]
    public async Task The_own_sessions_are_shown_and_another_is_ended()
    {
        using var here = host.Browser();
        var person = await SignedIn(here);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var there = host.Browser("198.51.100.7");
        await SignIn(there, person);
        var page = await here.Get("/account");
        var other = page.Match("<td>198\\.51\\.100\\.7</td>.*?name=\"Session\" value=\"(?<it>[0-9a-f-]{36})\"")!;
        var ended = await here.Submit(page, "end-session", ("Session", other));
        Assert.DoesNotContain("198.51.100.7", ended.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await there.Get("/api/v1/conversations")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.Get("/api/v1/conversations")).Status);
    }

    [Fact]
    public async Task A_session_of_somebody_else_is_not_ended_by_its_id()
    {
        using var browser = host.Browser();
        await SignedIn(browser);
        var other = await host.World.Actor(StaffRoles.Practitioner);
        await browser.Submit("/account", "end-session", ("Session", other.Session!.Value.ToString()));
        Assert.NotNull(await host.World.ActorOf(other.Session.Value));
    }

    [Trait("ASVS", "6.2.2")]
    [Trait("ASVS", "6.2.3")]
    [Trait("ASVS", "7.4.3")]
    [Fact]
    public async Task A_changed_password_keeps_this_browser_in_and_puts_the_others_out()
    {
        using var here = host.Browser();
        var person = await SignedIn(here);
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        using var there = host.Browser();
        await SignIn(there, person);
        Assert.NotNull((await here.Submit("/account", "change-password", ("Current", "not the password at all"), ("Next", New))).Alert);
        Assert.Equal("That password is easy to guess. Choose words that do not belong together, without your name.", (await here.Submit("/account", "change-password", ("Current", StaffPerson.Password), ("Next", "correct horse battery staple"))).Alert);
        Assert.Contains("Your password is changed", (await here.Submit("/account", "change-password", ("Current", StaffPerson.Password), ("Next", New))).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await here.Get("/account")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/account")).Status);
    }

    private async Task<StaffPerson> SignedIn(StaffBrowser browser)
    {
        var person = await host.World.Person();
        await SignIn(browser, person);
        return person;
    }

    private async Task SignIn(StaffBrowser browser, StaffPerson person)
    {
        var step = await browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));
        await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
    }
}
