using System.Net;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>Who is let in by which credential, and from where.</summary>
public sealed class CredentialTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private const string Mine = "/api/v1/conversations";

    [Theory]
    [InlineData("GET", "/api/v1/conversations")]
    [InlineData("POST", "/api/v1/sessions")]
    [InlineData("POST", "/api/v1/sessions/renew")]
    [InlineData("DELETE", "/api/v1/sessions/current")]
    [InlineData("GET", "/api/v1/integrations/current")]
    [InlineData("GET", "/api/v1/care-teams")]
    [InlineData("PUT", "/api/v1/patients/0195f3a8-7c00-7000-8000-000000000001/proxies")]
    public async Task Nobody_without_a_credential_is_let_in(string method, string path)
    {
        using var response = await host.Anyone().SendAsync(new(new(method), path));
        Assert.Equal("unauthorized", await response.Problem());
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("Bearer never-issued")]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("token-of-the-patient")]
    public async Task A_credential_that_is_no_good_is_401(string header)
    {
        host.Patient().Dispose();
        var client = host.Anyone();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var response = await client.GetAsync(Mine);
        Assert.Equal("unauthorized", await response.Problem());
    }

    [Fact]
    public async Task A_revoked_token_is_401_from_then_on()
    {
        host.Ports.Credentials.Token("short-lived", Someone.OtherPatient, Someone.HostOrigin, DateTimeOffset.MaxValue);
        var client = host.As("short-lived");
        using var before = await client.GetAsync(Mine);
        host.Ports.Credentials.Revoke("short-lived");
        using var after = await client.GetAsync(Mine);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal("unauthorized", await after.Problem());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(EdgeHost.PublicUrl)]
    [InlineData(Someone.HostOrigin)]
    public async Task A_token_is_good_from_nowhere_from_the_portal_and_from_its_own_origin(string? origin)
    {
        using var response = await From(origin);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://evil.test")]
    [InlineData("https://sub.host.test")]
    [InlineData("https://host.test.evil.test")]
    [InlineData("https://evilhost.test")]
    [InlineData("http://host.test")]
    [InlineData("https://host.test:8443")]
    [InlineData("https://host.test/")]
    [InlineData("HTTPS://HOST.TEST")]
    [InlineData("https://host.test, https://evil.test")]
    public async Task A_token_from_any_other_origin_is_401_and_gets_no_CORS_answer(string origin)
    {
        using var response = await From(origin);
        Assert.Equal("unauthorized", await response.Problem());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("POST", "/api/v1/sessions")]
    [InlineData("GET", "/api/v1/integrations/current")]
    [InlineData("POST", "/api/v1/integrations/current/keys")]
    public async Task A_token_where_a_key_is_needed_is_403(string method, string path)
    {
        using var response = await host.Patient().SendAsync(new(new(method), path));
        Assert.Equal("forbidden", await response.Problem());
    }

    [Theory]
    [InlineData("POST", "/api/v1/sessions/renew")]
    [InlineData("POST", "/api/v1/sessions/current/outbox-key")]
    [InlineData("DELETE", "/api/v1/sessions/current")]
    public async Task A_key_where_a_token_is_needed_is_403(string method, string path)
    {
        using var response = await host.HostBackEnd().SendAsync(new(new(method), path));
        Assert.Equal("forbidden", await response.Problem());
    }

    [Trait("ASVS", "14.2.1")]
    [Trait("ASVS", "4.4.3")]
    [Fact]
    public async Task A_token_in_the_query_is_not_looked_at()
    {
        host.Patient().Dispose();
        using var response = await host.Anyone().GetAsync($"{Mine}?access_token={Someone.PatientToken}");
        Assert.Equal("unauthorized", await response.Problem());
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(Someone.PatientToken, StringComparison.Ordinal));
    }

    [Trait("ASVS", "4.1.2")]
    [Trait("ASVS", "12.2.1")]
    [Fact]
    public async Task What_came_in_the_clear_is_refused_and_not_redirected()
    {
        using var client = host.Patient();
        using var response = await client.GetAsync(new Uri("http://portal.test/api/v1/conversations"));
        Assert.Equal("validation", await response.Problem());
    }

    private async Task<HttpResponseMessage> From(string? origin)
    {
        var client = host.Patient();
        if (origin is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Origin", origin);
        return await client.GetAsync(Mine);
    }
}
