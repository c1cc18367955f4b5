using System.Net;
using System.Text.Json;
using Portal.Domain.Identity.SignIn;
using Portal.Testing.People;
using Portal.Web.Identity.Passkeys;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>The pages as a browser with <c>modules/passkey.js</c> uses them: the challenge by a call, the answer by the page's form.</summary>
public sealed class PasskeyPagesTests(StaffHost host) : IClassFixture<StaffHost>
{
    private const string Session = "__Host-portal";

    [Fact]
    public async Task A_passkey_is_added_signs_in_where_one_wanted_to_go_and_is_removed()
    {
        using var browser = host.Browser();
        using var device = new SoftAuthenticator();
        await SignIn(browser);
        var added = await Add(browser, device, "<b>Laptop</b>");
        Assert.Contains("The passkey is added.", added.Body, StringComparison.Ordinal);
        Assert.Contains("<td>&lt;b&gt;Laptop&lt;/b&gt;", added.Body, StringComparison.Ordinal);
        using var fresh = host.Browser();
        var page = await fresh.Get("/sign-in?ReturnUrl=%2Faccount");
        var done = await Send(fresh, page, "passkey", device.Get(await Begin(fresh, PasskeyEndpoints.SignInPath)));
        Assert.Equal("/account", done.Location);
        Assert.True(fresh.Cookies.ContainsKey(Session));
        var account = await fresh.Follow(done);
        foreach (var way in (string[])["Passkey", "Password and code"]) Assert.Contains($"<td>{way}</td>", account.Body, StringComparison.Ordinal);
        var removed = await fresh.Submit(account, "remove-passkey", ("Passkey", device.Id));
        Assert.DoesNotContain("Laptop", removed.Body, StringComparison.Ordinal);
        using var late = host.Browser();
        Assert.Equal("The passkey was not accepted. Try again, or use another way.", (await Send(late, await late.Get("/sign-in"), "passkey", device.Get(await Begin(late, PasskeyEndpoints.SignInPath)))).Alert);
        Assert.False(late.Cookies.ContainsKey(Session));
    }

    [Fact]
    public async Task A_stale_sign_in_is_asked_to_confirm_and_the_passkey_does_it()
    {
        using var browser = host.Browser();
        using var device = new SoftAuthenticator();
        await SignIn(browser);
        await Add(browser, device, "Laptop");
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        var told = await Call(browser, PasskeyEndpoints.AccountPath);
        Assert.Equal(HttpStatusCode.Forbidden, told.Status);
        Assert.Equal("reauth", JsonDocument.Parse(told.Body).RootElement.GetProperty("reason").GetString());
        var asked = await browser.Submit("/account", "remove-passkey", ("Passkey", device.Id));
        Assert.Equal("/confirm?ReturnUrl=%2Faccount", asked.Location);
        var page = await browser.Follow(asked);
        Assert.Equal("The passkey was not accepted. Try again, or use another way.", (await Send(browser, page, "confirm-passkey", new PasskeyAnswer("x", "{}"))).Alert);
        Assert.Equal("/account", (await Send(browser, page, "confirm-passkey", device.Get(await Begin(browser, PasskeyEndpoints.ConfirmPath)))).Location);
        Assert.DoesNotContain("Laptop", (await browser.Submit("/account", "remove-passkey", ("Passkey", device.Id))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_second_step_a_passkey_takes_the_place_of_the_code()
    {
        using var browser = host.Browser();
        using var device = new SoftAuthenticator();
        var person = await SignIn(browser);
        await Add(browser, device, "Laptop");
        using var fresh = host.Browser();
        var page = await fresh.Follow(await fresh.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password)));
        Assert.Equal("/", (await Send(fresh, page, "passkey", device.Get(await Begin(fresh, PasskeyEndpoints.SignInPath)))).Location);
    }

    [Fact]
    public async Task Challenges_are_for_the_portals_own_pages_and_for_who_is_signed_in()
    {
        using var browser = host.Browser();
        Assert.Equal(HttpStatusCode.Forbidden, (await Call(browser, PasskeyEndpoints.SignInPath, "cross-site")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(browser, PasskeyEndpoints.AccountPath)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(browser, PasskeyEndpoints.ConfirmPath)).Status);
        await SignIn(browser);
        Assert.Equal(HttpStatusCode.Forbidden, (await Call(browser, PasskeyEndpoints.AccountPath, "same-site")).Status);
    }

    [Fact]
    public async Task Without_scripts_the_sign_in_is_what_it_was_and_the_pages_speak_Spanish()
    {
        using var browser = host.Browser();
        browser.Language = "es";
        var page = await browser.Get("/sign-in");
        Assert.Contains("hidden data-passkey=\"get\" data-begin=\"/sign-in/passkey\"", page.Body, StringComparison.Ordinal);
        Assert.Contains("Iniciar sesión con una clave de acceso", WebUtility.HtmlDecode(page.Body), StringComparison.Ordinal);
        await SignIn(browser);
        Assert.Contains("Este navegador no puede crear claves de acceso aquí.", WebUtility.HtmlDecode((await browser.Get("/account")).Body), StringComparison.Ordinal);
    }

    internal static async Task<PasskeyChallenge> Begin(StaffBrowser browser, string path)
    {
        var answer = JsonDocument.Parse((await Call(browser, path)).Body).RootElement;
        return new PasskeyChallenge(answer.GetProperty("token").GetString()!, answer.GetProperty("options").GetRawText());
    }

    private static Task<PageAnswer> Call(StaffBrowser browser, string path, string site = "same-origin") =>
        browser.Send(new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Sec-Fetch-Site", site }, { "Accept", "*/*" } } });

    internal static async Task<PageAnswer> Add(StaffBrowser browser, SoftAuthenticator device, string name)
    {
        var page = await browser.Get("/account");
        var answer = device.Create(await Begin(browser, PasskeyEndpoints.AccountPath));
        return await browser.Submit(page, "add-passkey", ("Token", answer.Token), ("Credential", answer.Credential), ("Name", name));
    }

    internal static Task<PageAnswer> Send(StaffBrowser browser, PageAnswer page, string form, PasskeyAnswer answer) =>
        browser.Submit(page, form, ("Token", answer.Token), ("Credential", answer.Credential));

    private async Task<StaffPerson> SignIn(StaffBrowser browser)
    {
        var person = await host.World.Person();
        var step = await browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));
        await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
        return person;
    }
}
