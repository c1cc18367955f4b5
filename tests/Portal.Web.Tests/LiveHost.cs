using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Testing.Database;

namespace Portal.Web.Tests;

/// <summary>
/// The whole program as in production, over real databases, on a real Kestrel and a free port; its rates are too high to meet. Two of them over the same
/// databases are two nodes.
/// </summary>
public sealed class LiveHost : WebApplicationFactory<Program>
{
    private readonly PortalDatabase database;
    private readonly ILoggerProvider? log;

    /// <summary>It listens when this returns.</summary>
    /// <param name="log">Given everything, of every level.</param>
    public LiveHost(PortalDatabase database, ILoggerProvider? log = null)
    {
        (this.database, this.log) = (database, log);
        UseKestrel(0);
        StartServer();
        var listening = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Address = ClientOptions.BaseAddress = new UriBuilder(listening) { Host = "127.0.0.1" }.Uri;
    }

    public Uri Address { get; }

    public Uri Hub => new(Address, "/hubs/conversations");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseWebRoot(Path.Combine(AppContext.BaseDirectory, "WebRoot"));
        foreach (var (name, value) in database.Settings) builder.UseSetting(name, value);
        builder.UseSetting("Portal:PublicUrl", "http://localhost");
        builder.UseSetting("Keys:Directory", TestKeys.Directory);
        builder.UseSetting("Audit:CheckpointFile", TestFiles.New("checkpoints.jsonl"));
        builder.UseSetting("Outbox:Delivers", "false");
        builder.UseSetting("Mail:Host", "mail.test");
        builder.UseSetting("Mail:From", "portal@clinic.example");
        foreach (var limit in (string[])["RequestsPerSecond", "RequestBurst", "MessagesPerSecond", "MessageBurst", "HubCallsPerSecond", "SessionsPerSecond", "BadCredentialsPerMinute"])
            builder.UseSetting($"RateLimits:{limit}", "1000000");
        if (log is null) return;
        foreach (var category in (string[])["Default", "Microsoft", "Microsoft.Hosting.Lifetime"]) builder.UseSetting($"Logging:LogLevel:{category}", nameof(LogLevel.Trace));
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log));
    }
}
