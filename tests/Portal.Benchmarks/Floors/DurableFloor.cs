using Npgsql;

namespace Portal.Benchmarks.Floors;

/// <summary>
/// The least that a filing costs which is marked before it is sent, read back, and ended: a batch of marks (an id and the bytes) in one commit, a post and a read of each side by
/// side, and a batch of ends in one commit. Nothing is decided, sealed, compared, audited or told; no lease, and no index but the primary key.
/// </summary>
internal sealed class DurableFloor : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly BarePosts posts;
    private readonly int sideBySide;
    private readonly byte[] mark;

    private DurableFloor(NpgsqlDataSource source, BarePosts posts, int sideBySide)
    {
        (this.source, this.posts, this.sideBySide, mark) = (source, posts, sideBySide, new byte[posts.Length]);
        Random.Shared.NextBytes(mark);
    }

    public static async Task<DurableFloor> Open(string connectionString, BarePosts posts, int sideBySide)
    {
        var floor = new DurableFloor(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10, NoResetOnClose = true }.ConnectionString), posts, sideBySide);
        await using var create = floor.source.CreateCommand("create table if not exists floor_filings (id uuid primary key, state smallint, mark bytea)");
        await create.ExecuteNonQueryAsync();
        return floor;
    }

    /// <summary>As many filings as go side by side.</summary>
    public async Task File()
    {
        var ids = Enumerable.Range(0, sideBySide).Select(_ => Guid.CreateVersion7()).ToArray();
        await Commit("insert into floor_filings select id, 0, $2 from unnest($1) as n(id)", ids, mark);
        await Task.WhenAll(ids.Select(_ => Task.Run(posts.PostAndRead)));
        await Commit("update floor_filings set state = 1, mark = null where id = any($1)", ids);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task Commit(string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
