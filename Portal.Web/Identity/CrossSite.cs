using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity;

/// <summary>
/// What another site's page could make a browser do with the cookie of staff. An unsafe call of the API must show that the portal's own page sent
/// it: browsers say so in <c>Sec-Fetch-Site</c>, which no page can set; where that is missing, by a header of our own, which no form can send and which
/// no other origin is allowed to (CORS).
/// </summary>
internal static class CrossSite
{
    public const string OwnHeader = "X-Portal-Request";
    private const string FetchSite = "Sec-Fetch-Site";

    public static Task Refuse(HttpContext context, RequestDelegate next)
    {
        var isSafe = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        return !isSafe && context.IsApi() && Caller.Of(context)?.Credential is Credential.StaffSession && !IsOwnPage(context.Request)
            ? ProblemWriter.Write(context, ProblemType.Validation)
            : next(context);
    }

    private static bool IsOwnPage(HttpRequest request) =>
        request.Headers.TryGetValue(FetchSite, out var site) ? site == "same-origin" : request.Headers.ContainsKey(OwnHeader);
}
