using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity;

/// <summary>
/// The cookie of staff in the browser. It holds the id of a session that the server keeps (<see cref="Domain.Identity.IStaffSessions"/>) and is worth
/// nothing without it: each request looks the session up.
/// </summary>
internal static class StaffCookie
{
    /// <summary>The absolute limit of a sign-in; the idle limit is the server's.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>The last step of a sign-in: from here on the browser is this session.</summary>
    public static Task SignIn(HttpContext context, SessionId session) =>
        context.SignInAsync(PortalSchemes.Staff, new Credential.StaffSession(session).Principal(PortalSchemes.Staff));

    /// <summary>The browser forgets; that the session has ended is the server's own act. Nothing of what was seen stays in caches or storage.</summary>
    public static async Task SignOut(HttpContext context)
    {
        await context.SignOutAsync(PortalSchemes.Staff);
        Forget(context);
    }

    public static void Configure(CookieAuthenticationOptions cookie, PortalAddress address)
    {
        cookie.Cookie.Name = address.IsHttps ? "__Host-portal" : "portal";
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = Longest;
        cookie.SlidingExpiration = false;
        cookie.LoginPath = PortalSchemes.SignInPath;
        cookie.Events.OnValidatePrincipal = LookUp;
        cookie.Events.OnRedirectToLogin = context => Turn(context, Refusal.Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => ProblemWriter.Write(context.HttpContext, Refusal.Forbidden);
    }

    private static async Task LookUp(CookieValidatePrincipalContext context)
    {
        var accessor = context.HttpContext.RequestServices.GetRequiredService<ActorAccessor>();
        var caller = await accessor.OfStaff(context.Principal!, context.HttpContext.Address(), context.HttpContext.RequestAborted);
        if (caller is null) context.RejectPrincipal();
        else context.HttpContext.Features.Set(caller);
    }

    /// <summary>People are led to the sign-in, programs are told, and so are the scripts of pages: a route that names what it decides is no page.</summary>
    private static Task Turn(RedirectContext<CookieAuthenticationOptions> context, Refusal refusal)
    {
        if (context.HttpContext.IsForPrograms() || context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<DecidesAttribute>() is not null) return ProblemWriter.Write(context.HttpContext, refusal);
        if (context.Options.CookieManager.GetRequestCookie(context.HttpContext, context.Options.Cookie.Name!) is not null) Drop(context);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    /// <summary>A cookie whose session has ended, by itself or by somebody's act elsewhere: what it showed goes with it.</summary>
    private static void Drop(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Options.CookieManager.DeleteCookie(context.HttpContext, context.Options.Cookie.Name!, context.Options.Cookie.Build(context.HttpContext));
        Forget(context.HttpContext);
    }

    /// <summary>Cookies stay: by one of them the browser is known the next time.</summary>
    private static void Forget(HttpContext context) => context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
}
