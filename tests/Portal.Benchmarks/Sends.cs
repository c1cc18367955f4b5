using System.Diagnostics;
using Npgsql;
using Portal.Domain.Conversations;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Acknowledged sends a second, closed loop, each sender in a conversation of its own, beside commits of one row of the same size on as many connections.
/// A send is sealed, decided behind a lock, numbered, audited, and committed with its outbox row before it is acknowledged.
/// </summary>
internal static class Sends
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    public static async Task Run()
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            foreach (var senders in (int[])[1, 16, 64])
            {
                // Floor, ours, ours, floor: a drift of the machine shows in both alike.
                var floor = await Floor(care.Database.Superuser, senders);
                var ours = await Ours(care, senders);
                ours = (ours + await Ours(care, senders)) / 2;
                floor = (floor + await Floor(care.Database.Superuser, senders)) / 2;
                Figures.Line($"acknowledged sends/s, {senders} senders", ours, floor, "/s", ">= 0.25x at 64");
            }
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task<double> Ours(CareFixture care, int senders)
    {
        var team = await care.World.CareTeam();
        var messages = care.Get<IMessages>();
        var talks = new List<Func<Task>>();
        for (var index = 0; index < senders; index++)
        {
            var patient = await care.World.Patient();
            var conversation = await care.World.Conversation(patient, team);
            talks.Add(async () =>
            {
                var sent = await messages.Post(patient, conversation, CareWorld.Draft("A message of the length that people write to their care team, more or less."), CancellationToken.None);
                if (!sent.IsOk) throw new InvalidOperationException($"Not sent: {sent.Refusal!.Kind}");
            });
        }

        return await Loop(talks);
    }

    private static async Task<double> Floor(string connectionString, int connections)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = connections + 2, MaxAutoPrepare = 10 }.ConnectionString);
        await using (var create = source.CreateCommand("create table if not exists floor (conversation uuid, sequence bigint, event uuid, at timestamptz, body bytea, primary key (conversation, sequence))"))
            await create.ExecuteNonQueryAsync();
        var body = new byte[180];
        var open = new List<NpgsqlConnection>();
        var loops = new List<Func<Task>>();
        for (var index = 0; index < connections; index++)
        {
            var connection = await source.OpenConnectionAsync();
            open.Add(connection);
            var conversation = Guid.CreateVersion7();
            var sequence = 0L;
            loops.Add(async () =>
            {
                await using var insert = new NpgsqlCommand("insert into floor values ($1, $2, $3, $4, $5)", connection);
                foreach (var value in (object[])[conversation, ++sequence, Guid.CreateVersion7(), DateTime.UtcNow, body]) insert.Parameters.Add(new NpgsqlParameter { Value = value });
                await insert.ExecuteNonQueryAsync();
            });
        }

        var rate = await Loop(loops);
        foreach (var connection in open) await connection.DisposeAsync();
        return rate;
    }

    private static async Task<double> Loop(List<Func<Task>> loops)
    {
        foreach (var once in loops) await once();
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(loops.Select(once => Task.Run(async () =>
        {
            while (watch.Elapsed < Length)
            {
                await once();
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }
}
