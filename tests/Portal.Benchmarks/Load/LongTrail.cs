using Npgsql;
using Portal.Domain.Shared;
using Portal.Testing.Database;

namespace Portal.Benchmarks.Load;

/// <summary>
/// A trail of so many events, a second between two, made by the database itself: 100 members of the staff about 10,000 patients. Their MACs are
/// those of nobody: it is made to be read in pages, not to be proven.
/// </summary>
internal static class LongTrail
{
    /// <summary>One of the patients in it.</summary>
    public static readonly PersonId Patient = new(new Guid("00000000-0000-7000-8000-000000000007"));

    private static readonly DateTimeOffset Newest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task Write(PortalDatabase database, int count)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Superuser) { CommandTimeout = 0 }.ConnectionString);
        await using var write = source.CreateCommand("""
            insert into audit_events (id, at, actor_id, actor_kind, roles, action, outcome, patient_id, conversation_id, code, session_id, address, mac)
            select (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
              to_timestamp(ms / 1000.0), md5('actor' || n % 100)::uuid, 3, 1, 21, case when n % 50 = 0 then 1 else 0 end, ('00000000-0000-7000-8000-' || lpad((n % 10000)::text, 12, '0'))::uuid,
              md5('conversation' || n % 20000)::uuid, null, md5('session' || n % 1000)::uuid, '10.0.0.' || n % 250, sha256(n::text::bytea)
            from (select n, $1 + n::bigint * 1000 as ms from generate_series(1, $2) n) made
            """);
        write.Parameters.AddWithValue(Newest.ToUnixTimeMilliseconds() - (count * 1000L));
        write.Parameters.AddWithValue(count);
        await write.ExecuteNonQueryAsync();
        await using var settle = source.CreateCommand("vacuum (analyze) audit_events");
        await settle.ExecuteNonQueryAsync();
    }
}
