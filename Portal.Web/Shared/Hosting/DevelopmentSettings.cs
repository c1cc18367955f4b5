using Microsoft.Extensions.Configuration.Json;

namespace Portal.Web.Shared.Hosting;

/// <summary>
/// The settings of Development stand in one file at the root of the repository, where people look for the demo's sign-ins; it is copied beside the program
/// and read here, below environment variables and arguments. No other environment reads it.
/// </summary>
internal static class DevelopmentSettings
{
    private const string FileName = "appsettings.Development.json";

    public static void AddDevelopmentSettings(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment()) return;
        var sources = builder.Configuration.Sources;
        var place = sources.ToList().FindLastIndex(source => source is JsonConfigurationSource) + 1;
        var file = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, FileName), Optional = false };
        file.ResolveFileProvider();
        sources.Insert(place, file);
    }
}
