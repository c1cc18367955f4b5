namespace Portal.Web.Shared.Problems;

/// <summary>
/// Gives every refusal that came without a body its problem, and ends requests for addresses that do not exist before anybody is asked who
/// he is: what nobody could reach needs no credential to say so.
/// </summary>
internal static class BareStatuses
{
    /// <summary>Outermost: whatever ended with an error status and no body.</summary>
    public static async Task Explain(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength is not null || response.ContentType is not null) return;
        await ProblemWriter.Write(context, ProblemType.Of(response.StatusCode));
    }

    /// <summary>
    /// Behind routing: no endpoint is 404, and routing's own refusals (405) answer at once. Both would else be asked for a credential by the
    /// fallback policy.
    /// </summary>
    public static Task EndUnknown(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case null:
                return ProblemWriter.Write(context, ProblemType.NotFound);
            case RouteEndpoint:
                return next(context);
            case { RequestDelegate: { } refusal }:
                return refusal(context);
            default:
                return next(context);
        }
    }
}
