using Portal.Infrastructure;
using Portal.Infrastructure.Demo;
using Portal.Web.Composition.Commands;

namespace Portal.Web.Composition;

/// <summary>The one place where the edge meets what stands behind the ports.</summary>
internal static class PortsComposition
{
    public static void AddPorts(this WebApplicationBuilder builder)
    {
        builder.Services.AddPortalInfrastructure();
        builder.Services.AddCommands();
        if (builder.Environment.IsDevelopment()) builder.Services.AddDemoData();
    }
}
