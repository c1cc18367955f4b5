using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Portal.Web.Tests.Shared;

/// <summary>What answers without a credential, whole: one more is a decision, and is written here. Hubs ask for theirs in the first call.</summary>
public sealed class OpenEndpointTests(SharedEdgeHost host) : IClassFixture<SharedEdgeHost>
{
    private static readonly string[] Open =
    [
        "* /hubs/conversations",
        "* /hubs/conversations/negotiate",
        "* /hubs/video",
        "* /hubs/video/negotiate",
        "GET /.well-known/jwks.json",
        "GET /embed/chat",
        "GET /embed/{file}",
        "GET /favicon.ico",
        "GET /health/live",
        "GET /health/ready",
        "GET /language",
        "GET /me",
        "GET /openapi/{documentName}.json",
        "GET /sign-in/provider",
        "GET /sign-in/provider/answer",
        "HEAD /favicon.ico",
        "POST /api/v1/sessions/exchange",
        "POST /api/v1/sessions/link",
        "POST /api/v1/sessions/renew",
        "POST /sign-in/passkey",
        "POST /sign-out",
    ];

    [Trait("ASVS", "8.2.1")]
    [Trait("ASVS", "13.4.5")]
    [Fact]
    public void Nothing_else_is_open()
    {
        var open = Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null).SelectMany(Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', Open), string.Join('\n', open));
    }

    /// <summary>Pages say for themselves who sees them, by attribute, and have a test of their own; files of the build are the same for all.</summary>
    private IEnumerable<RouteEndpoint> Endpoints() =>
        from endpoint in host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null && !endpoint.Metadata.Any(data => data.GetType().Name == "StaticAssetDescriptor")
        select endpoint;

    private static IEnumerable<string> Names(RouteEndpoint endpoint) =>
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select $"{method} {endpoint.RoutePattern.RawText}";
}
