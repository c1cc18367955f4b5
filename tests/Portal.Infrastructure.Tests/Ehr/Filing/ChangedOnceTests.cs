using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>Corrections, then withdrawals of every other one, see <see cref="FaultyLives"/>: what stands in the EHR at the end is what was signed last, and nothing of before.</summary>
public sealed class ChangedOnceTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("medplum")]
    [InlineData("notes")]
    public Task What_was_signed_last_stands_alone(string server) => Last_stands(server, summaries: 6, kills: 1);

    [Theory]
    [Trait("Category", "Soak")]
    [InlineData("plain")]
    [InlineData("no-transactions")]
    [InlineData("searching")]
    [InlineData("medplum")]
    [InlineData("notes")]
    public Task Of_two_hundred_what_was_signed_last_stands_alone_through_ten_kills(string server) => Last_stands(server, summaries: 200, kills: 5);

    private async Task Last_stands(string server, int summaries, int kills)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server) with { IndexLag = TimeSpan.FromMilliseconds(10) });
        await using var bench = await FilingBench.Start(database, ehr);
        var signed = new List<SummaryId>();
        for (var number = 0; number < summaries; number++) signed.Add(await bench.Sign($"Plan number {number}."));
        await bench.Settle();
        foreach (var summary in signed) await bench.Correct(summary, 2);
        await FaultyLives.Run(database, bench, ehr, kills, summaries);
        var withdrawn = signed.Where((_, number) => number % 2 == 0).ToList();
        foreach (var summary in withdrawn) await bench.Withdraw(summary, 3);
        await FaultyLives.Run(database, bench, ehr, kills, withdrawn.Count);

        var isInPlace = server is "plain" or "no-transactions" or "searching";
        var kept = ehr.All("Communication").Concat(ehr.All("DocumentReference")).ToLookup(one => (string)one["identifier"]![0]!["value"]!, StringComparer.Ordinal);
        foreach (var summary in signed)
        {
            var isWithdrawn = withdrawn.Contains(summary);
            Assert.All(await bench.Of(summary), filing => Assert.Equal((FilingStatus.Filed, (string?)null), (filing.Status, filing.Code)));
            var all = kept[summary.ToString()].ToList();
            Assert.Equal(isInPlace ? 1 : 2, all.Count);
            var inForce = all.Where(one => (string)one["status"]! is "completed" or "current").ToList();
            Assert.Equal(isWithdrawn ? [] : [$"{summary}.2"], inForce.Select(Name));
            if (isInPlace) Assert.Equal(isWithdrawn ? 3 : 2, ehr.Versions("Communication", (string)all[0]["id"]!).Count);
            if (isWithdrawn) Assert.All(all, one => Assert.DoesNotContain("data", one.ToJsonString() + (one.ContainsKey("payload") ? "data" : ""), StringComparison.Ordinal));
        }

        Assert.Equal(signed.Count, kept.Count);
    }

    /// <summary>Which version it says it is.</summary>
    private static string Name(JsonObject resource) => (string)(resource["masterIdentifier"] ?? resource["identifier"]![1])!["value"]!;
}
