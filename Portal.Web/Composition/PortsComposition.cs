using Portal.Infrastructure;
using Portal.Infrastructure.Demo;

namespace Portal.Web.Composition;

/// <summary>The one place where the edge meets what stands behind the ports.</summary>
internal static class PortsComposition
{
    public static void AddPorts(this WebApplicationBuilder builder)
    {
        builder.Services.AddPortalInfrastructure();
        if (builder.Environment.IsDevelopment()) builder.Services.AddDemoData();
    }
}
