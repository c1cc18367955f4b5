using System.Net;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Testing.People;
using Portal.Web.Tests.Identity;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>What a person at a browser sees where a program would be told a problem.</summary>
public sealed class ErrorPageTests(StaffHost staff, SharedEdgeHost edge) : IClassFixture<StaffHost>, IClassFixture<SharedEdgeHost>
{
    private const string Browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("en", "There is no such page", "To the start")]
    [InlineData("es", "Esta página no existe", "Ir al inicio")]
    public async Task A_page_that_does_not_exist_says_so_in_the_persons_language(string language, string title, string back)
    {
        using var browser = staff.Browser();
        browser.Language = language;
        await Holds(browser);
        await SignIn(browser, StaffRoles.Coordinator);
        await Holds(browser);

        async Task Holds(StaffBrowser who)
        {
            var page = await who.Get("/no/such/page");
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            Assert.Equal("text/html; charset=utf-8", page.Message.Content.Headers.ContentType?.ToString());
            Assert.Equal(title, page.Title);
            Assert.Contains($"<html lang=\"{language}\"", page.Body, StringComparison.Ordinal);
            Assert.Contains($"<a class=\"button button-primary\" href=\"/\">{back}</a>", page.Body, StringComparison.Ordinal);
            Assert.Matches("<link rel=\"stylesheet\" href=\"/css/portal\\.[^\"]*css\"", page.Body);
            Assert.Equal("no-store", page.Message.Headers.CacheControl?.ToString());
            Assert.Contains("default-src 'self'", page.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en", "This page is not for your role")]
    [InlineData("es", "Esta página no corresponde a su función")]
    public async Task A_page_of_other_roles_is_403_and_a_page(string language, string title)
    {
        using var browser = staff.Browser();
        browser.Language = language;
        await SignIn(browser, StaffRoles.Coordinator);
        foreach (var path in (string[])["/audit", "/staff", "/care-teams", "/integrations"])
        {
            var page = await browser.Get(path);
            Assert.Equal((HttpStatusCode.Forbidden, title), (page.Status, page.Title));
            Assert.DoesNotContain("problem", page.Body, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("/api/v1/nothing", "not-found")]
    [InlineData("/api/v1/conversations", "unauthorized")]
    [InlineData("/hubs/nothing", "not-found")]
    [InlineData("/openapi/nothing", "not-found")]
    [InlineData("/embed/manifest.json", "not-found")]
    public async Task Programs_and_files_get_problems_whatever_they_say_to_accept(string path, string problem)
    {
        using var response = await Ask(edge, path, Browsers);
        Assert.Equal(problem, await response.Problem());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("text/html;q=0, */*")]
    public async Task Whoever_does_not_ask_for_a_page_gets_the_problem(string? accept)
    {
        using var response = await Ask(edge, "/no/such/page", accept);
        Assert.Equal("not-found", await response.Problem());
    }

    /// <summary>Nothing stands behind the sign-in here: drawing it fails as any bug would.</summary>
    [Trait("ASVS", "16.5.1")]
    [Theory]
    [InlineData("en", "Something went wrong on this page")]
    [InlineData("es", "Algo ha fallado en esta página")]
    public async Task A_failure_is_a_page_with_a_number_that_leads_to_the_log_and_nothing_else(string language, string title)
    {
        await using var broken = new EdgeHost();
        using var response = await Ask(broken, "/sign-in", Browsers, language);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.InternalServerError, "text/html; charset=utf-8"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Contains($"<h1>{title}</h1>", WebUtility.HtmlDecode(body), StringComparison.Ordinal);
        var trace = Assert.Single(Html.All(body, "<code>(?<it>[0-9a-f]{32})</code>")).Groups["it"].Value;
        var line = Assert.Single(broken.Log.Alarming);
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains(trace, line.Text, StringComparison.Ordinal);
        foreach (var detail in (string[])["Exception", "Portal.", "IStaffSignIn", "   at "]) Assert.DoesNotContain(detail, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_embeds_own_host_the_portals_pages_are_not_there()
    {
        await using var apart = new EdgeHost().With("Embed:PublicHost", "chat.portal.test");
        using var response = await Ask(apart, "https://chat.portal.test/sign-in", Browsers);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<h1>There is no such page</h1>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_find_the_mark_that_they_look_for_on_every_host_of_the_portal()
    {
        await using var apart = new EdgeHost().With("Embed:PublicHost", "chat.portal.test");
        foreach (var address in (string[])["/favicon.ico", "https://chat.portal.test/favicon.ico"])
        {
            using var response = await Ask(apart, address, "image/avif,image/webp,*/*");
            Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        }

        using var head = await apart.Anyone().SendAsync(new(HttpMethod.Head, "/favicon.ico"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    private static Task<HttpResponseMessage> Ask(EdgeHost host, string path, string? accept, string language = "en")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Add("Accept-Language", language);
        return host.Anyone().SendAsync(request);
    }

    private async Task SignIn(StaffBrowser browser, StaffRoles roles)
    {
        var person = await staff.World.Person(roles);
        var step = await browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", StaffPerson.Password));
        _ = await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(staff.Clock.GetUtcNow())));
    }
}
