using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>
/// A fifth of all requests goes wrong in every way there is, and the process is ended in the middle of its work and started anew. A life ends as a killed process
/// does: what was under way writes nothing more, and its leases run out.
/// </summary>
public sealed class ExactlyOnceTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private const double Faults = 0.2;

    private static readonly FhirTrouble[] Troubles =
    [
        FhirTrouble.Answers(500), FhirTrouble.AnswersAfterStoring(500), FhirTrouble.Answers(502), FhirTrouble.AnswersAfterStoring(504), FhirTrouble.Answers(408), FhirTrouble.ClosesBeforeReading,
        FhirTrouble.ClosesAfterReading, FhirTrouble.ClosesAfterStoring, FhirTrouble.BreaksOffAfterStoring, FhirTrouble.SaysNothing, FhirTrouble.HtmlPage,
    ];

    [Theory]
    [InlineData("plain")]
    [InlineData("no-transactions")]
    [InlineData("searching")]
    public Task Every_summary_is_filed_exactly_once(string server) => Every_summary(server, summaries: 100, kills: 2);

    [Fact]
    public Task Where_nobody_can_look_none_is_doubled_and_what_is_unknown_is_said() => At_most_once(summaries: 100, kills: 2);

    [Theory]
    [Trait("Category", "Soak")]
    [InlineData("plain")]
    [InlineData("no-transactions")]
    [InlineData("searching")]
    public Task A_thousand_summaries_are_filed_exactly_once_through_ten_kills(string server) => Every_summary(server, summaries: 1_000, kills: 10);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_a_thousand_none_is_doubled_through_ten_kills_where_nobody_can_look() => At_most_once(summaries: 1_000, kills: 10);

    private async Task Every_summary(string server, int summaries, int kills)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server) with { IndexLag = TimeSpan.FromMilliseconds(10) });
        await using var bench = await FilingBench.Start(database, ehr);
        var signed = await Sign(bench, summaries);
        await Live(bench, ehr, kills, "1", summaries);
        var filed = Filed(ehr);
        Assert.All(signed, summary => Assert.Equal(1, filed.GetValueOrDefault(summary.ToString())));
        Assert.Equal(summaries, filed.Values.Sum());
        Assert.Equal(summaries, ehr.All("Communication").Count);
        foreach (var summary in signed.Take(10)) Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        if (server != "searching") Assert.Equal(summaries, ehr.All("Provenance").Count);
        else Assert.All(ehr.All("Provenance").CountBy(one => (string)one["target"]![0]!["reference"]!), one => Assert.Equal(1, one.Value));
    }

    private async Task At_most_once(int summaries, int kills)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var signed = await Sign(bench, summaries);
        await Live(bench, ehr, kills, "1, 2", summaries);
        var stored = Filed(ehr);
        var unknown = new List<SummaryId>();
        foreach (var summary in signed)
        {
            var filing = await bench.Last(summary);
            var copies = stored.GetValueOrDefault(summary.ToString());
            Assert.InRange(copies, 0, 1);
            if (filing.Status == FilingStatus.Unknown) unknown.Add(summary);
            else Assert.Equal((FilingStatus.Filed, 1), (filing.Status, copies));
        }

        Assert.NotEmpty(unknown);

        // The EHR is well again, and a person looks for each.
        ehr.Trouble = _ => FhirTrouble.None;
        foreach (var summary in unknown)
        {
            var there = ehr.All("Communication").FirstOrDefault(one => Value(one) == summary.ToString());
            FilingAnswer answer = there is null ? new FilingAnswer.NotThere() : new FilingAnswer.Found((string)there["id"]!);
            Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 1, answer, default)).IsOk);
        }

        await bench.Settle();
        var filed = Filed(ehr);
        Assert.All(signed, summary => Assert.Equal(1, filed.GetValueOrDefault(summary.ToString())));
        Assert.All(await bench.Deliveries(), row => Assert.Equal((short)DeliveryState.Done, row.State));
    }

    /// <summary>Lives of one node, each ended in the middle of its work but the last. <paramref name="ended"/>: the states of a delivery that wait for nothing more.</summary>
    private async Task Live(FilingBench house, FhirServer ehr, int kills, string ended, int all)
    {
        var random = new Random(20261121);
        var faulty = 0;
        TaskCompletionSource? stalled = null;
        ehr.Trouble = call =>
        {
            if (call.IsWrite && Volatile.Read(ref stalled) is { } waiting)
            {
                waiting.TrySetResult();
                return FhirTrouble.HangsAfterStoring;
            }

            lock (random)
            {
                if (random.NextDouble() >= Faults) return FhirTrouble.None;
                faulty++;

                // Each of these pauses the whole for half a second at least.
                return random.Next(100) == 0 ? FhirTrouble.Answers(503) : Troubles[random.Next(Troubles.Length)];
            }
        };
        await house.Dispatch();
        var administrator = await house.World.Staff(StaffRoles.Administrator);
        for (var life = 0; life <= kills; life++)
        {
            var until = life == kills ? all : (life + 1) * all / (kills + 2);
            await using var node = house.Again(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "100", ["Ehr:RequestTimeout"] = "00:00:10" });
            var workers = node.Get<OutboxWorkers>();
            var probe = node.Get<EhrProbe>();
            await workers.StartAsync(default);
            await probe.StartAsync(default);
            await Reach(house, administrator, async () => await database.Scalar<long>($"select count(*) from outbox_deliveries where target = 'ehr' and state in ({ended})") >= until);
            if (life < kills)
            {
                // The EHR has it, and the process ends before it hears so.
                Volatile.Write(ref stalled, new TaskCompletionSource());
                await Reach(house, administrator, () => Task.FromResult(stalled!.Task.IsCompleted));
            }

            await workers.StopAsync(default);
            await probe.StopAsync(default);
            if (life < kills) Assert.NotEqual(0, await database.Scalar<long>("select count(*) from outbox_deliveries where state = 0 and lease_until is not null"));
            Volatile.Write(ref stalled, null);
            house.Clock.Jump(TimeSpan.FromMinutes(2));
        }

        Assert.True(faulty > all / 10, $"only {faulty} requests went wrong: the test shows little");
        ehr.Trouble = _ => FhirTrouble.None;
        await house.Settle();
    }

    /// <summary>What failed is made due at once, as often as it has to be, so that no test waits for a backoff.</summary>
    private static async Task Reach(FilingBench house, Actor administrator, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await house.Get<IDeliveries>().Drain(administrator, EhrTarget.TargetName, limit.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    private static async Task<IReadOnlyList<SummaryId>> Sign(FilingBench bench, int count)
    {
        var signed = new List<SummaryId>();
        for (var number = 0; number < count; number++) signed.Add(await bench.Sign($"Plan number {number}."));
        return signed;
    }

    private static Dictionary<string, int> Filed(FhirServer ehr) => ehr.All("Communication").CountBy(Value).ToDictionary(StringComparer.Ordinal);

    private static string Value(JsonObject communication) => (string)communication["identifier"]![0]!["value"]!;
}
