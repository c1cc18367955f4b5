using System.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class SqlServerDialect
{
    internal const string MoveMarkersSql = """
        merge conversation_participants with (holdlock) as t
        using (select @conversation as conversation_id, @person as person_id) as n on t.conversation_id = n.conversation_id and t.person_id = n.person_id
        when matched and (t.delivered < @delivered or t.[read] < @read) then
          update set delivered = iif(t.delivered > @delivered, t.delivered, @delivered), [read] = iif(t.[read] > @read, t.[read], @read)
        when not matched then
          insert (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, [read]) values (@conversation, @person, @kind, 0, 1, @delivered, @read)
        output inserted.delivered, inserted.[read], cast(1 as bit);
        if @@rowcount = 0
          select delivered, [read], cast(0 as bit) from conversation_participants where conversation_id = @conversation and person_id = @person;
        """;

    internal const string WritePresenceSql = """
        merge person_presence with (holdlock) as t
        using (select * from openjson(@active) with (person uniqueidentifier '$.p', at datetimeoffset '$.a')) as n on t.person_id = n.person
        when matched and t.last_active_at < n.at then update set last_active_at = n.at
        when not matched then insert (person_id, last_active_at) values (n.person, n.at);
        """;

    public async Task<(long Delivered, long Read, bool Moved)> MoveMarkers(DatabaseFacade database, Guid conversation, Guid person, short kind, long delivered, long read, CancellationToken cancel)
    {
        await database.OpenConnectionAsync(cancel);
        await using var command = new SqlCommand(MoveMarkersSql, (SqlConnection)database.GetDbConnection());
        command.Parameters.AddWithValue("@conversation", conversation);
        command.Parameters.AddWithValue("@person", person);
        command.Parameters.AddWithValue("@kind", kind);
        command.Parameters.AddWithValue("@delivered", Math.Max(delivered, read));
        command.Parameters.AddWithValue("@read", read);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (!await rows.ReadAsync(cancel))
            if (!await rows.NextResultAsync(cancel)) return (Math.Max(delivered, read), read, false);
        return (rows.GetInt64(0), rows.GetInt64(1), rows.GetBoolean(2));
    }

    public async Task WritePresence(DatabaseFacade database, IReadOnlyList<(Guid Person, DateTimeOffset At)> active, CancellationToken cancel)
    {
        await database.OpenConnectionAsync(cancel);
        await using var command = new SqlCommand(WritePresenceSql, (SqlConnection)database.GetDbConnection());
        command.Parameters.Add(new SqlParameter("@active", SqlDbType.NVarChar, -1) { Value = Json(active.Select(person => new { p = person.Person, a = person.At })) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task ISqlDialect.LockConversations(DatabaseFacade database, IReadOnlyCollection<Guid> conversations, CancellationToken cancel) =>
        await database.ExecuteSqlRawAsync(LockConversations, [new SqlParameter("@ids", SqlDbType.NVarChar, -1) { Value = Json(conversations.Order()) }], cancel);
}
