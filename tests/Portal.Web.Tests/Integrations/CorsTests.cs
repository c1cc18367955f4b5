using System.Net;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Integrations;

/// <summary>Pages of other origins: the registered ones may call with a token, and nobody's cookie ever goes along.</summary>
public sealed class CorsTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    [Trait("ASVS", "3.4.2")]
    [Fact]
    public async Task A_registered_origin_is_answered_exactly_and_without_cookies()
    {
        using var response = await Preflight(Someone.HostOrigin, "authorization,content-type");
        Assert.Equal(Someone.HostOrigin, Header(response, "Access-Control-Allow-Origin"));
        Assert.Null(Header(response, "Access-Control-Allow-Credentials"));
        Assert.Contains("POST", Header(response, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
    }

    [Trait("ASVS", "3.4.2")]
    [Theory]
    [InlineData("null")]
    [InlineData("https://evil.test")]
    [InlineData("https://sub.host.test")]
    [InlineData("https://host.test.evil.test")]
    [InlineData("https://evilhost.test")]
    [InlineData("http://host.test")]
    [InlineData("https://host.test:8443")]
    [InlineData("https://HOST.test")]
    public async Task Any_other_origin_gets_no_answer(string origin)
    {
        using var response = await Preflight(origin, "authorization");
        Assert.Null(Header(response, "Access-Control-Allow-Origin"));
        Assert.False(response.IsSuccessStatusCode);
    }

    [Trait("ASVS", "3.5.2")]
    [Fact]
    public async Task The_header_that_stands_for_the_portals_own_page_is_allowed_to_nobody()
    {
        using var response = await Preflight(Someone.HostOrigin, "x-portal-request");
        Assert.DoesNotContain("x-portal-request", Header(response, "Access-Control-Allow-Headers") ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_loader_may_be_fetched_by_every_page_and_nothing_else_says_so()
    {
        using var health = await host.Anyone().SendAsync(new(HttpMethod.Get, "/health/live") { Headers = { { "Origin", Someone.HostOrigin } } });
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Null(Header(health, "Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> Preflight(string origin, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/conversations");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await host.Anyone().SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
