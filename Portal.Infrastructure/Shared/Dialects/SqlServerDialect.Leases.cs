using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    public async Task<long?> TakeLease(DatabaseFacade database, string name, Guid owner, TimeSpan duration, CancellationToken cancel)
    {
        var milliseconds = (int)duration.TotalMilliseconds;
        var fences = await database.SqlQuery<long>($"""
            merge leases with (holdlock) as held
            using (select {name} as name, {owner} as owner, dateadd(millisecond, {milliseconds}, sysdatetimeoffset()) as until) as wanted
            on held.name = wanted.name
            when matched and (held.owner = wanted.owner or held.until <= sysdatetimeoffset()) then
              update set owner = wanted.owner, until = wanted.until, fence = held.fence + case when held.owner = wanted.owner then 0 else 1 end
            when not matched then
              insert (name, owner, until, fence) values (wanted.name, wanted.owner, wanted.until, 1)
            output inserted.fence as [Value];
            """).ToListAsync(cancel);
        return fences is [var fence] ? fence : null;
    }

    public async Task<bool> HoldLease(DatabaseFacade database, string name, Guid owner, long fence, CancellationToken cancel)
    {
        var held = await database.SqlQuery<long>(
            $"select fence as [Value] from leases with (updlock, holdlock) where name = {name} and owner = {owner} and fence = {fence}").ToListAsync(cancel);
        return held.Count == 1;
    }
}
