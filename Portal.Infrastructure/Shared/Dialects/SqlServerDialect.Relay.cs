using Microsoft.Extensions.Hosting;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    public IHostedService Relay(IServiceProvider services) => new NoRelay();

    /// <summary>SQL Server has no notifications of this kind: with it the portal runs on one node, or waits for the regular head.</summary>
    private sealed class NoRelay : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
