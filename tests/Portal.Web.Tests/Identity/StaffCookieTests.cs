using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>The cookie of staff: what it is worth, and what another site's page cannot do with it.</summary>
public sealed class StaffCookieTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private const string Mine = "/api/v1/conversations";

    [Fact]
    public async Task A_cookie_of_a_live_session_lets_staff_in()
    {
        using var response = await SignedIn(Someone.StaffSession).GetAsync(Mine);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Trait("ASVS", "7.2.1")]
    [Trait("ASVS", "7.4.1")]
    [Fact]
    public async Task A_cookie_whose_session_the_server_has_ended_is_nobody()
    {
        using var response = await SignedIn(Id.New<SessionId>()).GetAsync(Mine);
        Assert.Equal("unauthorized", await response.Problem());
    }

    [Trait("ASVS", "3.3.1")]
    [Trait("ASVS", "3.3.2")]
    [Trait("ASVS", "3.3.3")]
    [Fact]
    public void The_cookie_is_bound_to_the_host_and_to_https()
    {
        var cookie = CookieOptions().Cookie.Build(new Microsoft.AspNetCore.Http.DefaultHttpContext());
        Assert.Equal("__Host-portal", CookieOptions().Cookie.Name);
        Assert.True(cookie.Secure && cookie.HttpOnly);
        Assert.Equal(Microsoft.AspNetCore.Http.SameSiteMode.Lax, cookie.SameSite);
        Assert.Null(cookie.Domain);
    }

    [Trait("ASVS", "3.5.1")]
    [Trait("ASVS", "3.5.2")]
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Accept", "*/*")]
    public async Task An_unsafe_call_that_the_portals_own_page_did_not_send_is_400(string header, string value)
    {
        var client = SignedIn(Someone.StaffSession);
        client.DefaultRequestHeaders.Add(header, value);
        using var response = await client.PostAsync(Mine, EdgeClients.Json("""{ "careTeam": "cardiology", "topic": "x" }"""));
        Assert.Equal("validation", await response.Problem());
        Assert.False((await response.Read()).TryGetProperty("errors", out _));
        Assert.Null(host.Ports.Conversations.LastStart);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("X-Portal-Request", "1")]
    public async Task An_unsafe_call_of_the_portals_own_page_passes(string header, string value)
    {
        await using var fresh = new SharedEdgeHost();
        var client = SignedIn(Someone.StaffSession, fresh);
        client.DefaultRequestHeaders.Add(header, value);
        using var response = await client.PostAsync(Mine, EdgeClients.Json("""{ "careTeam": "cardiology", "topic": "x" }"""));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Trait("ASVS", "3.5.2")]
    [Fact]
    public async Task A_header_of_our_own_does_not_outweigh_what_the_browser_says()
    {
        var client = SignedIn(Someone.StaffSession);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        client.DefaultRequestHeaders.Add("X-Portal-Request", "1");
        using var response = await client.PostAsync(Mine, EdgeClients.Json("{}"));
        Assert.Equal("validation", await response.Problem());
    }

    [Fact]
    public async Task An_authorization_header_is_judged_alone_and_a_cookie_does_not_help_a_bad_one()
    {
        var client = SignedIn(Someone.StaffSession);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "never-issued");
        using var response = await client.GetAsync(Mine);
        Assert.Equal("unauthorized", await response.Problem());
    }

    private HttpClient SignedIn(SessionId session, SharedEdgeHost? of = null) => (of ?? host).Staff(session);

    private CookieAuthenticationOptions CookieOptions() => host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(PortalSchemes.Staff);
}
