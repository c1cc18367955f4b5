using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

public sealed class VersionTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("no-transactions")]
    [InlineData("searching")]
    public async Task A_correction_is_put_over_what_was_filed_and_a_withdrawal_over_that(string server)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        await bench.Correct(summary, 2);
        await bench.Work();
        var corrected = Assert.Single(ehr.All("Communication"));
        var receipt = (await bench.Last(summary)).Receipt!;
        Assert.Equal(((string)corrected["id"]!, "2"), (receipt.ResourceId, receipt.VersionId));
        Assert.StartsWith("CORRECTED ", (string)corrected["payload"]![0]!["contentString"]!, StringComparison.Ordinal);
        Assert.Equal("Left-sided only", (string)corrected["note"]![0]!["text"]!);
        await bench.Withdraw(summary, 3);
        await bench.Work();
        var withdrawn = Assert.Single(ehr.All("Communication"));
        Assert.Equal(("entered-in-error", "Filed for the wrong patient"), ((string)withdrawn["status"]!, (string)withdrawn["statusReason"]!["text"]!));
        Assert.False(withdrawn.ContainsKey("payload"));
        Assert.Equal([FilingStatus.Filed, FilingStatus.Filed, FilingStatus.Filed], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Equal(["LA", "UPDATE", "NULLIFY"], ehr.All("Provenance").Select(one => (string)one["activity"]!["coding"]![0]!["code"]!));
        Assert.Equal($"Communication/{receipt.ResourceId}/_history/1", (string)ehr.All("Provenance")[1]["entity"]![0]!["what"]!["reference"]!);
    }

    [Theory]
    [InlineData("plain", "closes after storing")]
    [InlineData("no-transactions", "hangs after storing")]
    [InlineData("searching", "500 after storing")]
    [InlineData("plain", "closes before reading")]
    public async Task A_correction_whose_answer_was_lost_is_there_once(string server, string trouble)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var summary = await bench.Sign();
        await bench.Work();
        await bench.Correct(summary, 2);
        ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.Equal(2, ehr.Versions("Communication", (string)kept["id"]!).Count);
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task What_somebody_changed_in_the_EHR_is_not_overwritten()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        var id = (await bench.Last(summary)).Receipt!.ResourceId;
        ehr.Edit("Communication", id, one => one["priority"] = "stat");
        await bench.Correct(summary, 2);
        await bench.Settle();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.EditedInEhr), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Equal("stat", (string)Assert.Single(ehr.All("Communication"))["priority"]!);
    }

    [Fact]
    public async Task What_is_gone_from_the_EHR_is_said()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        ehr.Remove("Communication", (await bench.Last(summary)).Receipt!.ResourceId);
        await bench.Correct(summary, 2);
        await bench.Settle();
        Assert.Equal(FilingCodes.GoneInEhr, (await bench.Last(summary)).Code);
        Assert.Empty(ehr.All("Communication"));
    }

    [Fact]
    public async Task Where_withdrawing_and_writing_anew_is_the_way_both_happen_once()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Medplum);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        var first = (await bench.Last(summary)).Receipt!.ResourceId;
        await bench.Correct(summary, 2);
        ehr.Next(FhirTrouble.ClosesAfterStoring);
        await bench.Settle();
        var all = ehr.All("Communication");
        Assert.Equal(2, all.Count);
        var old = all.Single(one => (string)one["id"]! == first);
        var anew = all.Single(one => (string)one["id"]! != first);
        Assert.Equal(("entered-in-error", false), ((string)old["status"]!, old.ContainsKey("payload")));
        Assert.Equal(("completed", "Communication/" + first), ((string)anew["status"]!, (string)anew["inResponseTo"]![0]!["reference"]!));
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task A_corrected_note_replaces_the_old_one_which_is_superseded()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Notes);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        await bench.Correct(summary, 2);
        await bench.Work();
        Assert.Equal(["current", "superseded"], ehr.All("DocumentReference").Select(one => (string)one["status"]!).Order());
        Assert.Equal("replaces", (string)ehr.All("DocumentReference").Single(one => (string)one["status"]! == "current")["relatesTo"]![0]!["code"]!);
        await bench.Withdraw(summary, 3);
        await bench.Work();
        Assert.Equal(["entered-in-error", "entered-in-error"], ehr.All("DocumentReference").Select(one => (string)one["status"]!));
        Assert.All(ehr.All("DocumentReference"), one => Assert.False(((JsonObject)one["content"]![0]!["attachment"]!).ContainsKey("data")));
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Theory]
    [InlineData("correction")]
    [InlineData("withdrawal")]
    public async Task What_the_EHR_does_not_let_out_of_force_is_said(string change)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Notes);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        var first = (await bench.Last(summary)).Receipt!.ResourceId;
        ehr.Trouble = call => call.Method == "PUT" && call.Path == $"DocumentReference/{first}" ? FhirTrouble.Answers(403) : FhirTrouble.None;
        await bench.Correct(summary, 2);
        await bench.Settle();
        var corrected = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, $"DocumentReference/{first}.status"), (corrected.Status, corrected.Receipt!.Differences[^1].Path));
        if (change == "correction") return;
        await bench.Withdraw(summary, 3);
        await bench.Settle();
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingQuestion.WithdrawByHand), (asked.Status, asked.Question));
        Assert.Equal("entered-in-error", (string)ehr.All("DocumentReference").Single(one => (string)one["id"]! != first)["status"]!);
    }

    [Fact]
    public async Task Where_nothing_can_be_changed_a_correction_points_back_and_a_withdrawal_is_a_persons_work()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        var first = (await bench.Last(summary)).Receipt!.ResourceId;
        await bench.Correct(summary, 2);
        await bench.Work();
        Assert.Equal(["Communication/" + first], ehr.All("Communication").Select(one => one["inResponseTo"]).OfType<JsonArray>().Select(one => (string)one[0]!["reference"]!));
        await bench.Withdraw(summary, 3);
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.WithdrawByHand, FilingQuestion.WithdrawByHand), (filing.Status, filing.Code, filing.Question));
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 3, new FilingAnswer.NotThere(), default)).Refusal);
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 3, new FilingAnswer.Withdrawn(), default)).IsOk);
        Assert.Equal((FilingStatus.Filed, FilingQuestion.None), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Question));
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 3, new FilingAnswer.Withdrawn(), default)).Refusal);
        Assert.Equal(2, ehr.Writes.Count);
    }

    [Fact]
    public async Task A_version_overtaken_before_it_was_sent_is_never_sent()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign("First words.");
        await bench.Correct(summary, 2, "Second words.");
        await bench.Work();
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Filed], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.DoesNotContain(ehr.Received, call => call.Says("First words."));
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task What_was_withdrawn_before_it_was_sent_never_reaches_the_EHR()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Withdraw(summary, 2);
        await bench.Work();
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Superseded], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Empty(ehr.Writes);
    }

    [Fact]
    public async Task A_correction_settles_a_first_version_that_was_refused()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.Answers(422));
        await bench.Work();
        await bench.Correct(summary, 2);
        await bench.Work();
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Filed], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Equal(FilingRefusals.NotForRetry, (await bench.Filings.Retry(bench.Clinician, summary, 1, default)).Refusal);
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task An_older_version_that_the_EHR_turns_out_to_hold_is_corrected_in_place()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "1" });
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.AnswersAfterStoring(500));
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.EhrError), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        await bench.Correct(summary, 2);
        await bench.Work();
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.StartsWith("CORRECTED", (string)kept["payload"]![0]!["contentString"]!, StringComparison.Ordinal);
        Assert.Equal(2, ehr.Versions("Communication", (string)kept["id"]!).Count);
    }

    [Fact]
    public async Task A_correction_waits_until_it_is_known_whether_the_first_one_is_there()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.ClosesAfterStoring);
        await bench.Work();
        await bench.Correct(summary, 2);
        await bench.Settle(rounds: 2);
        Assert.Equal([FilingStatus.Unknown, FilingStatus.Waiting], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Single(ehr.Writes);
        var there = (string)ehr.All("Communication")[0]["id"]!;
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 1, new FilingAnswer.Found(there), default)).IsOk);
        await bench.Settle();
        Assert.Equal([FilingStatus.Filed, FilingStatus.Filed], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Equal(2, ehr.All("Communication").Count);
    }
}
