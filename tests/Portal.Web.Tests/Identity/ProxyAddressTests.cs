using System.Net;
using Portal.Web.Tests.Conversations;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>Whose word on where a request came from is believed: a configured proxy's, and nobody else's.</summary>
public sealed class ProxyAddressTests
{
    [Trait("ASVS", "4.1.3")]
    [Trait("ASVS", "15.3.4")]
    [Theory]
    [InlineData(true, HttpStatusCode.Unauthorized)]
    [InlineData(false, HttpStatusCode.TooManyRequests)]
    public async Task An_address_in_a_header_counts_from_a_configured_proxy_only(bool isProxy, HttpStatusCode second)
    {
        using var host = isProxy ? new Behind("127.0.0.1") : new Behind("10.9.8.7");
        Assert.Equal(HttpStatusCode.Unauthorized, await Guess(host, "198.51.100.1"));
        Assert.Equal(second, await Guess(host, "198.51.100.2"));
    }

    private static async Task<HttpStatusCode> Guess(HubHost host, string address)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/api/v1/conversations"));
        request.Headers.Authorization = new("Bearer", "guess");
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Behind(string proxy) : HubHost([("Portal:Proxies:0", proxy), ("RateLimits:BadCredentialsPerMinute", "1")]);
}
