using Npgsql;

namespace Portal.Benchmarks.Floors;

/// <summary>The least that a page of the trail costs: the same columns by one prepared statement over one connection, read to the end and thrown away.</summary>
internal sealed class BareKeyset(string connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connection);

    public async Task<Guid> Page(Guid? behind, int limit)
    {
        await using var read = source.CreateCommand("""
            select id, action, actor_id, actor_kind, address, at, break_glass_id, care_team_id, code, conversation_id, integration_id, mac, outcome, patient_id, roles, sequence, session_id, subject_id
            from audit_events where id < $1 order by id desc limit $2
            """);
        read.Parameters.AddWithValue(behind ?? Guid.AllBitsSet);
        read.Parameters.AddWithValue(limit);
        await using var reader = await read.ExecuteReaderAsync();
        var (last, values) = (Guid.Empty, new object[reader.FieldCount]);
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
            last = (Guid)values[0];
        }

        return last;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
