using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Hosting;

/// <summary>
/// Where the public address is https, a call of the API or a hub that came in the clear is refused and not redirected: a client that sends its
/// credential in the clear must fail at once and loudly.
/// </summary>
internal static class PlainHttp
{
    public static Task Refuse(HttpContext context, RequestDelegate next)
    {
        var address = context.RequestServices.GetRequiredService<PortalAddress>();
        return address.IsHttps && !context.Request.IsHttps && (context.IsApi() || context.IsLive())
            ? ProblemWriter.Write(context, ProblemType.Validation)
            : next(context);
    }
}
