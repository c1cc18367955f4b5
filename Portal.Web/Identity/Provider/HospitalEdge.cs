using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Shared;
using Portal.Web.Identity.Gate;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Identity.Provider;

/// <summary>
/// The two addresses of the hospital's sign-in. One begins by a link and not by a form, since the content policy lets no form lead to another site; the other is
/// where the provider sends the browser back to, answered by the framework's handler before any endpoint.
/// </summary>
internal static class HospitalEdge
{
    public const string BeginPath = "/sign-in/provider";
    public const string AnswerPath = "/sign-in/provider/answer";

    /// <summary>Of the sign-in page, by which it is told why somebody comes back.</summary>
    public const string RefusedParameter = "refused";

    /// <summary>Of <see cref="BeginPath"/>, where the person is to prove again who is there.</summary>
    public const string FreshParameter = "fresh";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static void AddHospital(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<HospitalOptions>().BindConfiguration(HospitalOptions.Section);
        builder.Services.AddTransient<HospitalSignIn>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OAuthOptions>, OAuthPostConfigureOptions<OAuthOptions, HospitalSignIn>>());
        builder.Services.AddOptions<OAuthOptions>(HospitalSignIn.SchemeName).Configure<IOptions<HospitalOptions>, PortalAddress>((oauth, hospital, address) => Configure(oauth, hospital.Value, address));

        // A handler of a scheme is asked about every request, so there is one only where there is a provider.
        builder.Services.AddOptions<AuthenticationOptions>().Configure<IOptions<HospitalOptions>>((schemes, hospital) =>
        {
            if (hospital.Value.IsSet) schemes.AddScheme<HospitalSignIn>(HospitalSignIn.SchemeName, displayName: null);
        });

        // It tells each failure with the exception; the audit has what matters.
        builder.Logging.AddFilter(typeof(HospitalSignIn).FullName, LogLevel.None);
    }

    public static void MapHospital(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(BeginPath, Begin).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet(AnswerPath, () => Results.NotFound()).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Another page could make the browser somebody else's, or replace the session in it: who comes from there is shown the sign-in.</summary>
    private static IResult Begin(HttpContext context, IOptions<HospitalOptions> hospital, PortalAddress portal, string? returnUrl, string? fresh)
    {
        if (!hospital.Value.IsSet) return Results.NotFound();
        var back = ReturnPath.Of(returnUrl);
        if (!context.IsFromOwnPage(portal)) return Results.Redirect(ReturnPath.With(PortalSchemes.SignInPath, back));
        var properties = new AuthenticationProperties { RedirectUri = back };
        if (fresh is not null) properties.Items[HospitalSignIn.Prompt] = "login";
        return Results.Challenge(properties, [HospitalSignIn.SchemeName]);
    }

    private static void Configure(OAuthOptions oauth, HospitalOptions hospital, PortalAddress address)
    {
        oauth.AuthorizationEndpoint = hospital.AuthorizationEndpoint;
        oauth.ClientId = hospital.ClientId;

        // Both are the port's own: the handler asks for them and uses neither.
        oauth.TokenEndpoint = hospital.AuthorizationEndpoint;
        oauth.ClientSecret = nameof(IProviderSignIn);
        oauth.CallbackPath = AnswerPath;
        oauth.SignInScheme = PortalSchemes.Staff;
        oauth.UsePkce = true;
        oauth.RemoteAuthenticationTimeout = Patience;
        foreach (var scope in hospital.Scopes.Length > 0 ? hospital.Scopes : ["openid", "profile"]) oauth.Scope.Add(scope);
        oauth.CorrelationCookie.Name = address.IsHttps ? "__Host-portal-provider." : "portal-provider.";
        oauth.CorrelationCookie.Path = "/";
        oauth.CorrelationCookie.HttpOnly = true;
        oauth.CorrelationCookie.IsEssential = true;
        oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oauth.CorrelationCookie.SecurePolicy = address.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        oauth.Events.OnTicketReceived = GoOn;
        oauth.Events.OnRemoteFailure = Return;
        oauth.Events.OnRedirectToAuthorizationEndpoint = context =>
        {
            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
    }

    private static async Task GoOn(TicketReceivedContext context)
    {
        context.HandleResponse();
        var answer = context.HttpContext.Features.Get<ProviderAnswer>();
        if (answer?.Step is { } step)
        {
            // The handler answers before anybody is looked up: the session that this browser had is to end.
            await context.HttpContext.AuthenticateAsync(PortalSchemes.Staff);
            context.Response.Redirect(await GateSteps.GoOn(context.HttpContext, step, ReturnPath.Of(context.ReturnUri)));
        }
        else Refuse(context.HttpContext, answer?.Refusal ?? ProviderRefusals.Refused, context.ReturnUri);
    }

    /// <summary>What the port has not said no to, the framework has: a forged or old state, another browser's, or the provider's own no.</summary>
    private static async Task Return(RemoteFailureContext context)
    {
        context.HandleResponse();
        var refusal = context.HttpContext.Features.Get<ProviderAnswer>()?.Refusal;
        if (refusal is null)
        {
            var trail = context.HttpContext.RequestServices.GetRequiredService<IAuditTrail>();
            var nobody = Actor.System with { Address = context.HttpContext.Address() };
            await trail.Record(new AuditEntry(nobody, AuditAction.SignInFailed, AuditOutcome.Refused) { Code = "provider-state" }, context.HttpContext.RequestAborted);
        }

        Refuse(context.HttpContext, refusal ?? ProviderRefusals.Refused, context.Properties?.RedirectUri);
    }

    private static void Refuse(HttpContext context, Refusal refusal, string? wanted)
    {
        var back = ReturnPath.With(PortalSchemes.SignInPath, ReturnPath.Of(wanted));
        context.Response.Redirect($"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{RefusedParameter}={refusal.Reason ?? "limited"}");
    }
}
