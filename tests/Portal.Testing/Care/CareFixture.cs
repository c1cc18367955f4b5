using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Testing.Care;

/// <summary>The infrastructure with its background work running, over a pair of databases of the test class's own.</summary>
public class CareFixture : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private ServiceProvider? services;
    private IAsyncDisposable? running;

    public IServiceProvider Services => services!;

    public PortalDatabase Database => database;

    public CareWorld World => new(Services);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        services = TestServices.Build(database);
        running = await TestServices.Start(services, Runs);
    }

    /// <summary>Which of the background work runs.</summary>
    protected virtual bool Runs(IHostedService service) => true;

    public async Task DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (services is not null) await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
