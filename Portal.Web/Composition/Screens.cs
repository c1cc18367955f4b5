using Portal.Web.Composition.Layout;
using Portal.Web.Conversations;
using Portal.Web.Conversations.Inbox;
using Portal.Web.Conversations.Thread;
using Portal.Web.Identity.Gate;
using Portal.Web.Identity.Passkeys;
using Portal.Web.Identity.Provider;
using Portal.Web.Identity.SignIn;
using Portal.Web.Patients.BreakGlass;
using Portal.Web.Shared.Circuits;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Layout;
using Portal.Web.Shared.Texts;
using Portal.Web.Summaries;
using Portal.Web.Visits;

namespace Portal.Web.Composition;

/// <summary>The pages of staff: circuits, languages, and what each feature keeps in a circuit.</summary>
internal static class Screens
{
    public static void AddScreens(this WebApplicationBuilder builder)
    {
        builder.Services.AddCircuits();
        builder.Services.AddLanguages();
        builder.Services.AddScoped<CircuitPresence>();
        builder.Services.AddScoped<ViewerTime>();
        builder.Services.AddScoped<RefusalTexts>();
        builder.Services.AddScoped<RoleTexts>();
        builder.Services.AddScoped<InboxFeature>();
        builder.Services.AddScoped<BreakGlassWatch>();
        builder.Services.AddScoped<ThreadPorts>();
        builder.Services.AddScoped<Threads>();
        builder.Services.AddVisitScreens();
        builder.Services.AddSummaryScreens();
    }

    public static void UseScreens(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use(StaleForms.DrawAnew);
    }

    public static void MapScreens(this WebApplication app)
    {
        app.MapFavicon();
        app.MapLanguageChoice();
        app.MapSignOut();
        app.MapPasskeys();
        app.MapHospital();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
