using System.Net;
using System.Net.WebSockets;
using Portal.Web.Tests.Fakes;
using Xunit;

namespace Portal.Web.Tests.Conversations;

/// <summary>Which pages may open a hub connection: asked on every transport, before anybody is authenticated.</summary>
public sealed class HubOriginTests(SharedHubHost host) : IClassFixture<SharedHubHost>
{
    public static TheoryData<string> Foreign => new(
        "https://evil.test", "null", "https://sub.host.test", "https://host.test.evil.test", "https://evilhost.test", "http://host.test", "https://host.test:8443", "https://HOST.test");

    [Theory]
    [InlineData(null)]
    [InlineData(HubHost.Own)]
    [InlineData(Someone.HostOrigin)]
    public async Task Nowhere_the_portal_and_registered_origins_may_connect(string? origin)
    {
        host.GiveToken(Someone.PatientToken, Someone.Patient);
        await using var hub = await host.Connect(new() { Origin = origin });
        await hub.Invoke("Authenticate", Someone.PatientToken);
        Assert.Equal(HttpStatusCode.OK, await Status(HttpMethod.Post, "/hubs/conversations/negotiate?negotiateVersion=1", origin));
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Any_other_origin_is_403_on_every_transport(string origin)
    {
        var upgraded = 0;
        await Assert.ThrowsAsync<WebSocketException>(() => host.Connect(new() { Origin = origin, Upgraded = status => upgraded = status }));
        Assert.Equal(403, upgraded);
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/hubs/conversations/negotiate?negotiateVersion=1", origin));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/hubs/conversations?id=guess", origin));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/hubs/conversations?id=guess", origin));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/HUBS/conversations?id=guess", origin, "text/event-stream"));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/hubs/nothing", origin));
    }

    [Fact]
    public async Task An_empty_origin_is_a_foreign_one() =>
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/hubs/conversations/negotiate?negotiateVersion=1", ""));

    [Fact]
    public async Task Circuits_may_be_opened_from_the_portals_own_pages_alone()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Post, "/_blazor/negotiate", Someone.HostOrigin));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(HttpMethod.Get, "/_blazor?id=guess", "https://evil.test"));
    }

    [Theory]
    [InlineData("never-issued", null, 401)]
    [InlineData(Someone.IntegrationKey, null, 403)]
    [InlineData("bound-elsewhere", Someone.HostOrigin, 403)]
    public async Task A_credential_that_comes_along_must_be_good(string bearer, string? origin, int status)
    {
        host.Ports.Credentials.Key(Someone.IntegrationKey, Someone.HostBackEnd);
        host.Ports.Credentials.Token("bound-elsewhere", Someone.Patient, "https://elsewhere.test", DateTimeOffset.MaxValue);
        var upgraded = 0;
        await Assert.ThrowsAsync<WebSocketException>(() => host.Connect(new() { Bearer = bearer, Origin = origin, Upgraded = answered => upgraded = answered }));
        Assert.Equal(status, upgraded);
    }

    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string? origin, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host.Address, path));
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        if (accept is not null) request.Headers.Add("Accept", accept);
        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
