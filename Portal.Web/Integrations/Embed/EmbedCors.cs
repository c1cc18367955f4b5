using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using Portal.Domain.Integrations;

namespace Portal.Web.Integrations.Embed;

/// <summary>
/// CORS for pages of registered origins that call the API or a hub themselves: the exact origin, never with cookies. The header that stands for the
/// portal's own page (<see cref="Identity.CrossSite.OwnHeader"/>) is not among those allowed.
/// </summary>
internal sealed class EmbedCors(IEmbedHosts hosts) : ICorsPolicyProvider
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (!await hosts.IsRegistered(origin, context.RequestAborted)) return null;
        return new CorsPolicyBuilder(origin)
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .WithHeaders(HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.XRequestedWith, "X-SignalR-User-Agent")
            .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.Location)
            .SetPreflightMaxAge(PreflightAge)
            .Build();
    }
}
