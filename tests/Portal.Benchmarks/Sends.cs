using System.Diagnostics;
using Portal.Benchmarks.Floors;
using Portal.Benchmarks.Load;
using Portal.Domain.Conversations;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Acknowledged sends a second, each sender waiting for the receipt before the next, each in a conversation of its own, beside commits of one row
/// like a message's on as many connections. A send is sealed, decided behind a lock, numbered, audited, and committed with its outbox row before
/// it is acknowledged.
/// </summary>
internal static class Sends
{
    private const int Most = 64;

    public static async Task Run(Report report, Effort effort)
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            await Rate(await Posts(care, Most), effort.WarmUp);
            foreach (var senders in (int[])[1, 16, Most])
            {
                var (ours, floor) = await Measure(care, senders, effort);
                report.Row($"acknowledged sends, {senders} {(senders == 1 ? "sender" : "senders")}", "/s", ours, floor, senders == Most ? Goal.AtLeast(0.25) : null);
            }
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task<(Rounds Ours, Rounds Floor)> Measure(CareFixture care, int senders, Effort effort)
    {
        await using var commits = await CommitFloor.Open(care.Database.Superuser, senders);
        var posts = await Posts(care, senders);
        var inserts = Enumerable.Repeat<Func<Task>>(commits.Commit, senders).ToList();
        await Rate(posts, effort.Slice / 4);
        await Rate(inserts, effort.Slice / 4);
        var (ours, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
            await Effort.Alternate(round, async () => ours.Add(await Rate(posts, effort.Slice / 2)), async () => floor.Add(await Rate(inserts, effort.Slice / 2)));
        return (new Rounds(ours), new Rounds(floor));
    }

    /// <summary>One sender each, in a conversation of its own.</summary>
    public static async Task<List<Func<Task>>> Posts(CareFixture care, int senders)
    {
        var messages = care.Get<IMessages>();
        var team = await care.World.CareTeam();
        var posts = new List<Func<Task>>();
        for (var index = 0; index < senders; index++)
        {
            var patient = await care.World.Patient();
            var conversation = await care.World.Conversation(patient, team);
            posts.Add(async () => _ = (await messages.Post(patient, conversation, CareWorld.Draft(Words.Text), CancellationToken.None)).Value);
        }

        return posts;
    }

    /// <summary>How often a second they were done, each over and over by itself.</summary>
    public static async Task<double> Rate(List<Func<Task>> acts, TimeSpan length)
    {
        var done = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(acts.Select(act => Task.Run(async () =>
        {
            while (watch.Elapsed < length)
            {
                await act();
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }
}
