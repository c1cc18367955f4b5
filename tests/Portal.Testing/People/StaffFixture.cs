using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Testing.People;

/// <summary>
/// The infrastructure over a pair of databases of the test class's own, on a clock that a test moves. Background work runs on that clock too. Refusals are
/// answered without waiting, and password hashes are cheap: who tests either says so (<see cref="Node"/>).
/// </summary>
public sealed class StaffFixture : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private ServiceProvider? services;
    private IAsyncDisposable? running;

    /// <summary>Starts at a whole minute, so that codes do not change while a test stands still.</summary>
    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 2, 2, 8, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => services!;

    public PortalDatabase Database => database;

    public StaffWorld World => new(Services);

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Another node of the same portal: nothing shared but the databases and the clock.</summary>
    public ServiceProvider Node(Action<IServiceCollection>? more = null, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["SignIn:SlowestAnswerMilliseconds"] = "0" };
        foreach (var (name, value) in settings) all[name] = value;
        return TestServices.Build(database.Settings, all, added =>
        {
            added.AddSingleton<TimeProvider>(Clock);
            added.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1000);
            more?.Invoke(added);
        });
    }

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        services = Node();
        running = await TestServices.Start(services);
    }

    public async Task DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        if (services is not null) await services.DisposeAsync();
        await database.DisposeAsync();
    }
}
