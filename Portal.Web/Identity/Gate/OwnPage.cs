using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity.Gate;

/// <summary>Whether the portal's own page sent a request. Browsers say it in <c>Sec-Fetch-Site</c>, older ones by the origin that every unsafe request has.</summary>
internal static class OwnPage
{
    public static bool IsFromOwnPage(this HttpContext context, PortalAddress portal) =>
        context.Request.Headers.TryGetValue("Sec-Fetch-Site", out var site) ? site == "same-origin" : context.Origin() is not { } origin || origin == portal.Origin;
}
