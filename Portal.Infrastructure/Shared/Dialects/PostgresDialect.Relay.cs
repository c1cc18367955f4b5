using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    public IHostedService Relay(IServiceProvider services) => ActivatorUtilities.CreateInstance<PostgresRelay>(services);
}
