using Portal.Web.Shared.Commands;

namespace Portal.Web.Demo;

/// <summary>The demo: in Development only. Elsewhere nothing of it is registered, mapped or read.</summary>
internal static class DemoEdge
{
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment()) return;
        builder.Services.AddHttpClient<HospitalBackEnd>();
        builder.Services.AddCommand<SeedDemoCommand>();
    }

    /// <summary>The hospital's own page is another site's: it stands before everything of the portal and has none of its headers.</summary>
    public static void UseDemo(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        app.Map("/demo/hospital", branch =>
        {
            branch.UseRouting();
            branch.UseEndpoints(HospitalPages.Map);
        });
    }
}
