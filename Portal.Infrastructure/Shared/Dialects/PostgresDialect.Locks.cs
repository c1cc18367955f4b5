using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    // Two names of one hash wait for each other, which is slower and never wrong.
    public Task LockName(DatabaseFacade database, string name, CancellationToken cancel) =>
        database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({name}, 0))", cancel);
}
