using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>First versions, see <see cref="FaultyLives"/>.</summary>
public sealed class ExactlyOnceTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
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
        await FaultyLives.Run(database, bench, ehr, kills, summaries);
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
        await FaultyLives.Run(database, bench, ehr, kills, summaries);
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

    private static async Task<IReadOnlyList<SummaryId>> Sign(FilingBench bench, int count)
    {
        var signed = new List<SummaryId>();
        for (var number = 0; number < count; number++) signed.Add(await bench.Sign($"Plan number {number}."));
        return signed;
    }

    private static Dictionary<string, int> Filed(FhirServer ehr) => ehr.All("Communication").CountBy(Value).ToDictionary(StringComparer.Ordinal);

    private static string Value(JsonObject communication) => (string)communication["identifier"]![0]!["value"]!;
}
