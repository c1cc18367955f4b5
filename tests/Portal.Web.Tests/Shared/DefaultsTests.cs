using System.Net;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Testing.Hub;
using Portal.Web.Conversations.Live;
using Portal.Web.Tests.Conversations;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>Defaults of the framework that are changed, and defaults that are relied on: a new version that moves one is seen here.</summary>
public sealed class DefaultsTests(SharedEdgeHost host, SharedHubHost server) : IClassFixture<SharedEdgeHost>, IClassFixture<SharedHubHost>
{
    /// <summary>And the byte that ends a frame.</summary>
    [Fact]
    public void A_hub_takes_128_KiB_and_one_call_at_a_time()
    {
        var hub = Options<HubOptions<ConversationHub>>();
        Assert.Equal(((128 * 1024) + 1, 1), (hub.MaximumReceiveMessageSize, hub.MaximumParallelInvocationsPerClient));
        Assert.NotEqual(true, hub.EnableDetailedErrors);
    }

    [Fact]
    public void Lost_circuits_are_kept_for_three_minutes_and_say_nothing_of_errors()
    {
        var circuits = Options<CircuitOptions>();
        Assert.Equal((500, TimeSpan.FromMinutes(3), 10, false), (circuits.DisconnectedCircuitMaxRetained, circuits.DisconnectedCircuitRetentionPeriod, circuits.MaxBufferedUnacknowledgedRenderBatches, circuits.DetailedErrors));
    }

    [Trait("ASVS", "15.2.2")]
    [Trait("ASVS", "2.3.2")]
    [Fact]
    public void The_server_limits_bodies_and_live_connections_and_does_not_say_what_it_is()
    {
        var kestrel = Options<KestrelServerOptions>();
        Assert.False(kestrel.AddServerHeader);
        Assert.Equal(1024 * 1024, kestrel.Limits.MaxRequestBodySize);
        Assert.NotNull(kestrel.Limits.MaxConcurrentUpgradedConnections);
    }

    [Trait("ASVS", "15.2.2")]
    [Theory]
    [InlineData("/api/v1/sessions/exchange", "application/json")]
    [InlineData("/sign-in", "application/x-www-form-urlencoded")]
    [InlineData("/sign-in", "multipart/form-data; boundary=x")]
    public async Task Nothing_takes_a_body_of_two_megabytes(string path, string type)
    {
        // Nothing is sent before the server has spoken: it would be cut off in the middle.
        using var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = HubClient.Patience }) { BaseAddress = server.Address };
        using var content = new ByteArrayContent(new byte[2 * 1024 * 1024]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);
        Assert.True(response.StatusCode is HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest, $"{(int)response.StatusCode}");
    }

    private T Options<T>() where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;
}
