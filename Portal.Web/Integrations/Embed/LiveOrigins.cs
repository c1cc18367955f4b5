using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Embed;

/// <summary>
/// Which pages may open a live connection, on every transport and before anybody is authenticated (the framework asks only for WebSockets, and by
/// default lets all in): hubs from nowhere (programs), the portal, and origins that an active integration has registered; circuits from the portal alone.
/// </summary>
internal static class LiveOrigins
{
    public static async Task Check(HttpContext context, RequestDelegate next)
    {
        if (!context.IsLive() || await MayConnect(context)) await next(context);
        else await ProblemWriter.Write(context, Refusal.Forbidden);
    }

    private static async ValueTask<bool> MayConnect(HttpContext context)
    {
        if (context.Origin() is not { } origin) return true;
        if (context.RequestServices.GetRequiredService<PortalAddress>().IsOwn(origin)) return true;
        return context.IsHub() && await context.RequestServices.GetRequiredService<IEmbedHosts>().IsRegistered(origin, context.RequestAborted);
    }
}
