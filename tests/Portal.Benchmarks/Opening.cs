using System.Diagnostics;
using Npgsql;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Opening a conversation of 20,000 messages beside one of 20, as a clinician's page does it: the view, then the feed from the newest 50 on. Once with ten
/// messages unread, once by somebody who has read nothing of it yet. The audit row of an opening is written before the rounds (its commit costs the same
/// for both, and would only hide a difference).
/// </summary>
internal static class Opening
{
    private const int Small = 20;
    private const int Large = 20_000;
    private const int Page = 50;
    private const int Unread = 10;
    private const int OpeningsARound = 100;
    private static readonly CancellationToken None = CancellationToken.None;

    public static async Task Run(Report report, Effort effort)
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            var team = await care.World.CareTeam();
            var patient = await care.World.Patient();
            var small = await Talk(care, patient, team, Small);
            var large = await Talk(care, patient, team, Large);
            await Settle(care);
            var reader = await care.World.Clinician(team);
            foreach (var (conversation, count) in ((ConversationId, int)[])[(small, Small), (large, Large)])
                _ = (await care.Get<IMarkers>().MarkRead(reader, conversation, new Sequence(count - Unread), None)).Value;
            await Measure(report, effort, care, ("ten unread", reader), small, large);
            await Measure(report, effort, care, ("all unread", await care.World.Clinician(team)), small, large);
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task Measure(Report report, Effort effort, CareFixture care, (string Case, Actor Person) opening, ConversationId small, ConversationId large)
    {
        await Times(care, opening.Person, small);
        await Times(care, opening.Person, large);
        var (ours, floor) = (new List<IReadOnlyList<double>>(), new List<IReadOnlyList<double>>());
        for (var round = 0; round < effort.Rounds; round++)
            await Effort.Alternate(round, async () => ours.Add(await Times(care, opening.Person, large)), async () => floor.Add(await Times(care, opening.Person, small)));
        foreach (var (name, share) in ((string, double)[])[("median", 0.5), ("p95", 0.95)])
        {
            report.Row($"opening, {opening.Case}, {name}", "ms", Of(ours, share), Of(floor, share), share == 0.5 ? Goal.AtMost(1.3) : null);
        }
    }

    private static Rounds Of(List<IReadOnlyList<double>> rounds, double share) => new([.. rounds.Select(times => Rounds.Percentile(times, share))]);

    /// <summary>Milliseconds of each opening, sorted.</summary>
    private static async Task<IReadOnlyList<double>> Times(CareFixture care, Actor person, ConversationId conversation)
    {
        var (conversations, feed, nobody) = (care.Get<IConversations>(), care.Get<IConversationFeed>(), new FeedRecorder());
        var times = new List<double>(OpeningsARound);
        for (var count = 0; count < OpeningsARound; count++)
        {
            var watch = Stopwatch.StartNew();
            var view = (await conversations.View(person, conversation, None)).Value;
            var start = (await feed.Start(person, conversation, new Sequence(Math.Max(0, view.Head.Value - Page)), nobody, None)).Value;
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (start.Events.Count is not (Small or Page) || start.Live is null) throw new InvalidOperationException("Not opened.");
            await start.Live.DisposeAsync();
        }

        return [.. times.Order()];
    }

    private static async Task<ConversationId> Talk(CareFixture care, Actor patient, CareTeamId team, int count)
    {
        var conversation = await care.World.Conversation(patient, team);
        var messages = care.Get<IMessages>();
        foreach (var some in Enumerable.Range(0, count).Chunk(500))
        {
            var sent = await Task.WhenAll(some.Select(_ => messages.Post(patient, conversation, CareWorld.Draft(Load.Words.Text), None)));
            if (!Array.TrueForAll(sent, one => one.IsOk)) throw new InvalidOperationException("Not sent.");
        }

        return conversation;
    }

    /// <summary>What the database's own upkeep would have done by the time that a conversation is so long.</summary>
    private static async Task Settle(CareFixture care)
    {
        await using var source = NpgsqlDataSource.Create(care.Database.Superuser);
        await using var settle = source.CreateCommand("vacuum (analyze)");
        await settle.ExecuteNonQueryAsync();
    }
}
