using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

/// <summary>A world of hosts for each fact, over one database for the class.</summary>
public abstract class HostTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime, IAsyncDisposable
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected HostWorld World { get; } = new(database);

    protected PortalDatabase Database { get; } = database;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await World.DisposeAsync();
    }
}
