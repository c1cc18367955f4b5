using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Portal.Infrastructure;

namespace Portal.Testing.Database;

/// <summary>The infrastructure without a web host: what rules-on-a-real-database tests run against.</summary>
public static class TestServices
{
    /// <summary>A provider over the given connection strings; hosted services are not started (see <see cref="Start"/>).</summary>
    public static ServiceProvider Build(IReadOnlyDictionary<string, string?> connections, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? more = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(connections)
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Keys:Directory"] = TestKeys.Directory,
                ["Portal:PublicUrl"] = "https://portal.test",
                ["Audit:CheckpointFile"] = TestFiles.New("checkpoints.jsonl"),

                // What is queued stays queued; a test of deliveries says otherwise, and where the mail server is.
                ["Outbox:Delivers"] = "false",
                ["Mail:Host"] = "127.0.0.1",
                ["Mail:StartTls"] = "false",
                ["Mail:From"] = "portal@clinic.example",
            })
            .AddInMemoryCollection(settings)
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new TestEnvironment());
        services.AddLogging();
        more?.Invoke(services);
        services.AddPortalInfrastructure();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static ServiceProvider Build(PortalDatabase database, Action<IServiceCollection>? more = null) =>
        Build(database.Settings, new Dictionary<string, string?>(), more);

    /// <summary>Starts the hosted services; dispose the result to stop them.</summary>
    public static async Task<IAsyncDisposable> Start(ServiceProvider services, Func<IHostedService, bool>? which = null)
    {
        var hosted = services.GetServices<IHostedService>().Where(service => which?.Invoke(service) != false).ToList();
        foreach (var service in hosted) await service.StartAsync(CancellationToken.None);
        return new Running(hosted);
    }

    private sealed class Running(List<IHostedService> hosted) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var service in Enumerable.Reverse(hosted)) await service.StopAsync(CancellationToken.None);
        }
    }

    private sealed class TestEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Portal.Web";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
