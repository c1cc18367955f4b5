using Microsoft.Net.Http.Headers;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Headers;

/// <summary>Every answer's headers, by its <see cref="RouteClass"/>; set as the answer starts, so that nothing behind can loosen them.</summary>
internal sealed class SecurityHeaders(PortalAddress address, IHostEnvironment environment)
{
    private const string StrictTransport = "max-age=31536000; includeSubDomains";
    private const string NoStore = "no-store";
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string FiveMinutes = "public, max-age=300";

    /// <summary>Visits need camera, microphone and screen on the pages that hold them; nothing else is ever asked for.</summary>
    private const string DevicesHere = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), autoplay=(self), geolocation=(), payment=(), usb=()";
    private const string NoDevices = "camera=(), microphone=(), display-capture=(), fullscreen=(), autoplay=(), geolocation=(), payment=(), usb=()";

    public Task Apply(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(
            static state =>
            {
                var (headers, context) = ((SecurityHeaders, HttpContext))state;
                headers.Set(context);
                return Task.CompletedTask;
            },
            (this, context));
        return next(context);
    }

    private void Set(HttpContext context)
    {
        var kind = RouteClasses.Of(context);
        var found = context.Response.StatusCode < StatusCodes.Status400BadRequest;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = kind is RouteClass.Loader or RouteClass.Framed ? "cross-origin" : "same-origin";
        headers["Permissions-Policy"] = kind is RouteClass.Page or RouteClass.Framed or RouteClass.Unframed ? DevicesHere : NoDevices;
        headers.ContentSecurityPolicy = ContentPolicy.For(kind, context, address);
        headers.CacheControl = kind switch
        {
            RouteClass.HashedFile when found => Immutable,
            RouteClass.Loader when found => FiveMinutes,
            _ => NoStore,
        };
        if (headers.CacheControl == NoStore) Forget(headers);
        if (kind == RouteClass.Loader) headers.AccessControlAllowOrigin = "*"; // a module script is always fetched with CORS, and the file is public
        if (context.Request.IsHttps && !environment.IsDevelopment()) headers.StrictTransportSecurity = StrictTransport;
    }

    /// <summary>What may not be stored needs no validators, and they would tell one version from another.</summary>
    private static void Forget(IHeaderDictionary headers)
    {
        headers.Remove(HeaderNames.Pragma);
        headers.Remove(HeaderNames.Expires);
    }
}
