using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Portal.Infrastructure.Shared.Dialects;

internal sealed partial class PostgresDialect
{
    private const string MoveMarkersSql = """
        with before as (select delivered, read from conversation_participants where conversation_id = $1 and person_id = $2),
        moved as (
          insert into conversation_participants as p (conversation_id, person_id, kind, is_added, first_visible_sequence, delivered, read)
          values ($1, $2, $3, false, 1, greatest($4, $5), $5)
          on conflict (conversation_id, person_id) do update
          set delivered = greatest(p.delivered, excluded.delivered), read = greatest(p.read, excluded.read)
          where excluded.delivered > p.delivered or excluded.read > p.read
          returning delivered, read)
        select delivered, read, true from moved
        union all
        select delivered, read, false from before where not exists (select 1 from moved)
        """;

    private const string WritePresenceSql = """
        insert into person_presence (person_id, last_active_at) select * from unnest($1::uuid[], $2::timestamptz[])
        on conflict (person_id) do update set last_active_at = greatest(person_presence.last_active_at, excluded.last_active_at)
        """;

    public async Task<(long Delivered, long Read, bool Moved)> MoveMarkers(DatabaseFacade database, Guid conversation, Guid person, short kind, long delivered, long read, CancellationToken cancel)
    {
        await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(MoveMarkersSql, (NpgsqlConnection)database.GetDbConnection());
        foreach (var value in (object[])[conversation, person, kind, delivered, read]) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var rows = await command.ExecuteReaderAsync(cancel);

        // Empty when another device inserted the row after this statement's snapshot and stands further on: nothing moved here.
        return await rows.ReadAsync(cancel) ? (rows.GetInt64(0), rows.GetInt64(1), rows.GetBoolean(2)) : (Math.Max(delivered, read), read, false);
    }

    public async Task WritePresence(DatabaseFacade database, IReadOnlyList<(Guid Person, DateTimeOffset At)> active, CancellationToken cancel)
    {
        await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(WritePresenceSql, (NpgsqlConnection)database.GetDbConnection());
        command.Parameters.Add(new NpgsqlParameter { Value = active.Select(person => person.Person).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = active.Select(person => person.At).ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }

    async Task ISqlDialect.LockConversations(DatabaseFacade database, IReadOnlyCollection<Guid> conversations, CancellationToken cancel) =>
        await database.ExecuteSqlRawAsync("select id from conversations where id = any({0}) order by id for update", [conversations.Order().ToArray()], cancel);
}
