using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect : ISqlDialect
{
    public Task BumpAccessVersion(DatabaseFacade database, CancellationToken cancel) =>
        database.ExecuteSqlRawAsync("update access_version set version = version + 1 where id = 1", cancel);

    public async Task Grant(DatabaseFacade database, string role, IReadOnlyList<string> appendOnly, CancellationToken cancel)
    {
        var quoted = '[' + role.Replace("]", "]]", StringComparison.Ordinal) + ']';
        var sql = $"grant select, insert, update, delete on schema::dbo to {quoted};";
        foreach (var table in appendOnly) sql += $"deny update, delete on dbo.{table} to {quoted};";
        await database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), cancel);
    }
}
