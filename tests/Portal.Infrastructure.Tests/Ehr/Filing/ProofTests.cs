using Portal.Domain.Ehr;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>A Provenance is good to have: its refusal stops no summary, and it never names what is not the summary.</summary>
public sealed class ProofTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Where_a_transaction_is_refused_for_its_Provenance_the_summary_goes_without()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Plain with { Forbidden = ["Provenance"] });
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        await bench.Correct(summary, 2);
        await bench.Work();
        await bench.Withdraw(summary, 3);
        await bench.Work();
        Assert.All(await bench.Of(summary), filing => Assert.Equal((FilingStatus.Filed, (bool?)true), (filing.Status, filing.Receipt?.IsUnproven)));
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.Equal(("entered-in-error", 3), ((string)kept["status"]!, ehr.Versions("Communication", (string)kept["id"]!).Count));
        Assert.Empty(ehr.All("Provenance"));
    }

    [Fact]
    public async Task What_was_refused_together_may_be_taken_one_by_one()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.Answers(422) with { Element = "Provenance.agent[0].who" });
        await bench.Work();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, (bool?)false), (filing.Status, filing.Receipt?.IsUnproven));
        Assert.Equal("Communication/" + filing.Receipt!.ResourceId, (string)Assert.Single(ehr.All("Provenance"))["target"]![0]!["reference"]!);
        Assert.Single(ehr.All("Communication"));
    }

    [Theory]
    [InlineData("no-transactions", 1, false)]
    [InlineData("searching", 0, true)]
    public async Task A_page_of_somebody_elses_is_no_word_that_it_was_taken(string server, int expected, bool isUnproven)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.None, FhirTrouble.HtmlPage);
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, (bool?)isUnproven, expected), (filing.Status, filing.Receipt?.IsUnproven, ehr.All("Provenance").Count));
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task A_Provenance_is_not_stored_with_an_earlier_version_that_was_there_already()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Plain with { IndexLag = TimeSpan.FromMilliseconds(500) });
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "1" });
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.AnswersAfterStoring(500));
        await bench.Work();
        bench.Clock.Jump(TimeSpan.FromMinutes(1));
        await bench.Correct(summary, 2);
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Equal(["LA", "UPDATE"], ehr.All("Provenance").Select(one => (string)one["activity"]!["coding"]![0]!["code"]!));
        Assert.Equal("revision", (string)ehr.All("Provenance")[1]["entity"]![0]!["role"]!);
    }
}
