using Microsoft.AspNetCore.Antiforgery;
using Portal.Web.Identity.Gate;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity.SignIn;

/// <summary>The pages by which staff come in, and the commands by which the first of them does.</summary>
internal static class SignInEdge
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GateCookies>();
        builder.Services.AddOptions<SignInLimitOptions>().BindConfiguration(SignInLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SignInLimits>();
        builder.Services.AddAntiforgery();
        builder.Services.AddOptions<AntiforgeryOptions>().Configure<PortalAddress>((forms, address) =>
        {
            forms.Cookie.Name = address.IsHttps ? "__Host-portal-form" : "portal-form";
            forms.Cookie.Path = "/";
            forms.Cookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            forms.Cookie.SameSite = SameSiteMode.Lax;

            // frame-ancestors says it, for every answer.
            forms.SuppressXFrameOptionsHeader = true;
        });
    }
}
