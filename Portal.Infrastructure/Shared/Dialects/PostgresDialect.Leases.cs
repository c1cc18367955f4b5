using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    public async Task<long?> TakeLease(DatabaseFacade database, string name, Guid owner, TimeSpan duration, CancellationToken cancel)
    {
        var fences = await database.SqlQuery<long>($"""
            insert into leases as held (name, owner, until, fence)
            values ({name}, {owner}, clock_timestamp() + {duration}, 1)
            on conflict (name) do update
            set owner = excluded.owner, until = excluded.until, fence = held.fence + case when held.owner = excluded.owner then 0 else 1 end
            where held.owner = excluded.owner or held.until <= clock_timestamp()
            returning fence as "Value"
            """).ToListAsync(cancel);
        return fences is [var fence] ? fence : null;
    }

    public async Task<bool> HoldLease(DatabaseFacade database, string name, Guid owner, long fence, CancellationToken cancel)
    {
        var held = await database.SqlQuery<long>(
            $"""select fence as "Value" from leases where name = {name} and owner = {owner} and fence = {fence} for update""").ToListAsync(cancel);
        return held.Count == 1;
    }
}
