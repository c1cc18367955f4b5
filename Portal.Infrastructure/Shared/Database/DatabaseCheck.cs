using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>
/// Whether one of the databases answers a question of a real table, as the runtime's own role: an open connection of the pool alone would say nothing
/// of a server that has gone.
/// </summary>
internal sealed class DatabaseCheck<TContext>(string name, IDbContextFactory<TContext> contexts, Func<TContext, CancellationToken, Task> ask) : IDependencyCheck
    where TContext : DbContext
{
    public string Name => name;

    public async Task Check(CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        await ask(context, cancel);
    }
}
