using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    public Task LockName(DatabaseFacade database, string name, CancellationToken cancel) =>
        database.ExecuteSqlAsync(
            $"""
            declare @result int;
            exec @result = sp_getapplock @Resource = {name}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1;
            if @result < 0 throw 50000, 'The lock was not given.', 1;
            """,
            cancel);
}
