using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect : ISqlDialect
{
    public Task BumpAccessVersion(DatabaseFacade database, CancellationToken cancel) =>
        database.ExecuteSqlRawAsync("update access_version set version = version + 1 where id = 1", cancel);

    public async Task Grant(DatabaseFacade database, string role, IReadOnlyList<string> appendOnly, CancellationToken cancel)
    {
        var quoted = '"' + role.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        var sql = $"""
            grant usage on schema public to {quoted};
            grant select, insert, update, delete on all tables in schema public to {quoted};
            grant usage, select on all sequences in schema public to {quoted};
            revoke insert, update, delete on "__EFMigrationsHistory" from {quoted};
            """;
        foreach (var table in appendOnly) sql += $"revoke update, delete, truncate on {table} from {quoted};";
        await database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancel);
    }
}
