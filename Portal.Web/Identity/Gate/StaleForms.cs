using Microsoft.AspNetCore.Antiforgery;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity.Gate;

/// <summary>
/// A form that was drawn for somebody else (a sign-in in another tab, a browser that came back after a day) has a token that is good no more. The portal's
/// own page is then drawn anew, with nothing done; a form of another site is refused.
/// </summary>
internal static class StaleForms
{
    public static Task DrawAnew(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false } || context.IsForPrograms() || context.Request.Headers["Sec-Fetch-Site"] != "same-origin") return next(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{context.Request.Path}{context.Request.QueryString}";
        return Task.CompletedTask;
    }
}
