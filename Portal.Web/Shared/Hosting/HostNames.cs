using Portal.Web.Shared.Headers;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Hosting;

/// <summary>
/// Where the embedded pages have a host name of their own, no page of the portal is served under it: what stands in other people's frames then
/// never shares an origin, and so never a cookie, with the place where staff sign in.
/// </summary>
internal static class HostNames
{
    public static Task Separate(HttpContext context, RequestDelegate next)
    {
        var embedHost = context.RequestServices.GetRequiredService<PortalAddress>().EmbedHost;
        var isEmbed = embedHost is not null && string.Equals(context.Request.Host.Value, embedHost, StringComparison.OrdinalIgnoreCase);
        return isEmbed && (RouteClasses.Of(context) == RouteClass.Page || context.IsCircuit())
            ? ProblemWriter.Write(context, ProblemType.NotFound)
            : next(context);
    }
}
