using Microsoft.Extensions.Hosting;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>What carries nudges between nodes by the database's own means; where it has none, a service that does nothing, for a single node.</summary>
    IHostedService Relay(IServiceProvider services);
}
