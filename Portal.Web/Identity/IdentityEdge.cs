using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Portal.Web.Identity.Live;
using Portal.Web.Identity.Passkeys;
using Portal.Web.Identity.Provider;
using Portal.Web.Identity.SignIn;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity;

/// <summary>Who is there: schemes, policies, and the checks that stand between routing and the endpoints.</summary>
internal static class IdentityEdge
{
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ActorAccessor>();
        builder.AddSignIn();
        builder.AddPasskeys();
        builder.AddHospital();
        builder.Services.AddSingleton<HubSignIn>();
        builder.Services.AddSingleton<LiveConnections>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveConnections>());
        builder.Services.AddAuthentication(PortalSchemes.Default)
            .AddPolicyScheme(PortalSchemes.Default, null, policy => policy.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(PortalSchemes.Bearer, null)
            .AddCookie(PortalSchemes.Staff);
        builder.Services.AddOptions<CookieAuthenticationOptions>(PortalSchemes.Staff).Configure<PortalAddress>(StaffCookie.Configure);
        // The framework tells each bad credential three times; they are counted, and the audit has what matters.
        builder.Logging.AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning);
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Signed)
            .SetFallbackPolicy(Signed)
            .AddPolicy(PortalPolicies.SessionToken, policy => policy.RequireClaim(PortalSchemes.CredentialClaim, PortalSchemes.SessionToken))
            .AddPolicy(PortalPolicies.IntegrationKey, policy => policy.RequireClaim(PortalSchemes.CredentialClaim, PortalSchemes.IntegrationKey));
    }

    public static void UseIdentity(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use(LiveCredentials.Check);
        app.Use(CallerLimits.Count);
        app.Use(CrossSite.Refuse);
        app.UseAuthorization();
    }

    private static AuthorizationPolicy Signed => new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();

    private static string Choose(HttpContext context) => context.Request.Headers.Authorization.Count > 0 ? PortalSchemes.Bearer : PortalSchemes.Staff;
}
