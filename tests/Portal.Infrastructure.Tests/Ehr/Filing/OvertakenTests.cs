using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>A version that a later one overtook: before it left, while nobody knew whether it is there, or after it was given up.</summary>
public sealed class OvertakenTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly Dictionary<string, string?> OneTry = new() { ["Outbox:Attempts"] = "1" };

    [Theory]
    [InlineData(422)]
    [InlineData(404)]
    public async Task What_was_refused_and_then_withdrawn_is_never_filed_whoever_tries_again(int status)
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign("Of the wrong patient.");
        ehr.Next(FhirTrouble.Answers(status));
        await bench.Work();
        await bench.Withdraw(summary, 2);
        await bench.Work();
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Superseded], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.Equal(FilingRefusals.NotForRetry, (await bench.Filings.Retry(bench.Clinician, summary, 1, default)).Refusal);
        await bench.Get<IDeliveries>().ReplayAll(await bench.World.Staff(StaffRoles.Administrator), "ehr", default);
        await bench.Settle();
        Assert.Empty(ehr.All("Communication"));
        Assert.Single(ehr.Writes);
    }

    [Fact]
    public async Task What_met_a_pause_and_was_withdrawn_meanwhile_never_leaves()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign("Of the wrong patient.");
        ehr.Trouble = _ => FhirTrouble.Answers(503);
        await bench.Work();
        await bench.Withdraw(summary, 2);
        ehr.Trouble = _ => FhirTrouble.None;
        await bench.Settle();
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Superseded], (await bench.Of(summary)).Select(filing => filing.Status));
        Assert.DoesNotContain(ehr.Writes, call => call.Says("Of the wrong patient."));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("no-transactions")]
    [InlineData("searching")]
    public async Task What_was_given_up_and_is_there_all_the_same_is_found_and_withdrawn(string server)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr, OneTry);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.AnswersAfterStoring(500));
        await bench.Work();
        Assert.Equal(FilingStatus.NeedsAttention, (await bench.Last(summary)).Status);
        await bench.Withdraw(summary, 2);
        await bench.Work();
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.Equal(("entered-in-error", false), ((string)kept["status"]!, kept.ContainsKey("payload")));
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Filed], (await bench.Of(summary)).Select(filing => filing.Status));
    }

    [Fact]
    public async Task What_a_lagging_search_does_not_show_yet_is_not_taken_for_absent()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Searching with { IndexLag = TimeSpan.FromMilliseconds(500) });
        var lag = new Dictionary<string, string?> { ["Ehr:IndexLag"] = "00:00:01" };
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?>(lag) { ["Outbox:Attempts"] = "1" });
        var summary = await bench.Sign("Of the wrong patient.");
        ehr.Next(FhirTrouble.AnswersAfterStoring(500));
        await bench.Work();
        Assert.Equal(FilingStatus.NeedsAttention, (await bench.Last(summary)).Status);
        await database.Execute("truncate leases");
        await using var next = bench.Again(database, ehr, lag);
        await next.Withdraw(summary, 2);
        await next.Work();
        Assert.Equal((FilingStatus.Waiting, FilingCodes.NoAnswer), ((await next.Last(summary)).Status, (await next.Last(summary)).Code));
        await Portal.Testing.Time.Until.True(() => ehr.Sees("Communication", 1));
        next.Clock.Jump(TimeSpan.FromMinutes(1));
        await next.Settle();
        Assert.Equal("entered-in-error", (string)Assert.Single(ehr.All("Communication"))["status"]!);
        Assert.Equal([FilingStatus.Superseded, FilingStatus.Filed], (await next.Of(summary)).Select(filing => filing.Status));
    }

    [Fact]
    public async Task Where_two_are_there_a_person_withdraws_them()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.AnswersAfterStoring(500), FhirTrouble.IgnoresIfNoneExist);
        ehr.Trouble = call => !call.IsWrite && call.Path.StartsWith("Communication", StringComparison.Ordinal) && ehr.All("Communication").Count < 2 ? FhirTrouble.Answers(403) : FhirTrouble.None;
        await bench.Settle();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Duplicates, 2), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code, ehr.All("Communication").Count));
        await bench.Withdraw(summary, 2);
        await bench.Settle();
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingQuestion.WithdrawByHand), (asked.Status, asked.Question));
    }

    [Fact]
    public async Task A_correction_that_was_stored_unheard_does_not_keep_the_next_one_out()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, OneTry);
        var summary = await bench.Sign();
        await bench.Work();
        await bench.Correct(summary, 2);
        ehr.Next(FhirTrouble.AnswersAfterStoring(500));
        await bench.Work();
        Assert.Equal(FilingStatus.NeedsAttention, (await bench.Last(summary)).Status);
        await bench.Withdraw(summary, 3);
        await bench.Settle();
        Assert.Equal("entered-in-error", (string)Assert.Single(ehr.All("Communication"))["status"]!);
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task What_somebody_changed_in_the_EHR_is_withdrawn_by_hand()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        ehr.Edit("Communication", (string)ehr.All("Communication")[0]["id"]!, one => one["priority"] = "urgent");
        await bench.Withdraw(summary, 2);
        await bench.Settle();
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.EditedInEhr, FilingQuestion.WithdrawByHand), (asked.Status, asked.Code, asked.Question));
        Assert.Equal("urgent", (string)ehr.All("Communication")[0]["priority"]!);
    }

    [Fact]
    public async Task A_summary_is_never_moved_to_another_patients_record()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        var filed = (string)ehr.All("Communication")[0]["subject"]!["reference"]!;

        // Registration gives the number to another record.
        ehr.Edit("Patient", filed["Patient/".Length..], one => one.Remove("identifier"));
        ehr.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, bench.PatientNumber));
        bench.Clock.Jump(TimeSpan.FromHours(1));
        await bench.Correct(summary, 2);
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.PatientMoved), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Equal(filed, (string)Assert.Single(ehr.All("Communication"))["subject"]!["reference"]!);
        Assert.Single(ehr.Versions("Communication", (string)ehr.All("Communication")[0]["id"]!));
        await bench.Withdraw(summary, 3);
        await bench.Settle();
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingQuestion.WithdrawByHand), (asked.Status, asked.Question));
    }

    [Fact]
    public async Task What_is_under_a_remembered_id_in_another_EHR_is_not_overwritten()
    {
        await using var first = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, first);
        var summary = await bench.Sign();
        await bench.Work();
        var id = (await bench.Last(summary)).Receipt!.ResourceId;
        await using var second = await FhirServer.Start();
        await bench.Introduce(second);
        while (second.All("Communication").Count == 0 || (string)second.All("Communication")[^1]["id"]! != id)
            second.Add(new JsonObject { ["resourceType"] = "Communication", ["status"] = "completed", ["note"] = "somebody else's" });
        await database.Execute("truncate leases");
        await using var moved = bench.Again(database, second);
        await moved.Correct(summary, 2);
        await moved.Settle();
        Assert.DoesNotContain(second.Writes, call => call.Method == "PUT");
        Assert.Single(second.Versions("Communication", id));
        Assert.Equal(FilingStatus.NeedsAttention, (await moved.Last(summary)).Status);
    }

    [Fact]
    public async Task Bytes_that_were_made_for_one_EHR_are_not_sent_to_another()
    {
        await using var first = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, first);
        var summary = await bench.Sign();
        first.Next(FhirTrouble.AnswersAfterStoring(500));
        first.Trouble = call => call.Path.StartsWith("Communication", StringComparison.Ordinal) ? FhirTrouble.Answers(500) : FhirTrouble.None;
        await bench.Work();
        await using var second = await FhirServer.Start();
        second.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, "MRN-of-somebody"));
        await bench.Introduce(second);
        await database.Execute("truncate leases");
        await using var moved = bench.Again(database, second);
        await moved.Settle(rounds: 3);
        Assert.Empty(second.Writes);
        var asked = await moved.Last(summary);
        Assert.Equal((FilingStatus.Unknown, FilingCodes.AnotherEhr, FilingQuestion.IsItThere), (asked.Status, asked.Code, asked.Question));

        // Nobody can say where it is now: it is looked up and made anew for the EHR that there is.
        Assert.True((await moved.Filings.Resolve(moved.Clinician, summary, 1, new FilingAnswer.NotThere(), default)).IsOk);
        await moved.Settle();
        Assert.Equal(FilingStatus.Filed, (await moved.Last(summary)).Status);
        Assert.Single(second.All("Communication"));
    }

    [Theory]
    [InlineData("nobody-knows")]
    [InlineData(null)]
    public async Task An_id_that_is_not_the_summarys_leaves_the_question_open(string? typed)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.ClosesAfterStoring);
        await bench.Work();
        var another = ehr.Add(new JsonObject { ["resourceType"] = "Communication", ["status"] = "completed", ["subject"] = new JsonObject { ["reference"] = "Patient/of-somebody" } });
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 1, new FilingAnswer.Found(typed ?? another), default)).IsOk);
        await bench.Settle(rounds: 2);
        var asked = await bench.Last(summary);
        Assert.Equal((FilingStatus.Unknown, FilingCodes.NotThatOne, FilingQuestion.IsItThere), (asked.Status, asked.Code, asked.Question));
        var there = (string)ehr.All("Communication").Single(one => (string)one["id"]! != another)["id"]!;
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 1, new FilingAnswer.Found(there), default)).IsOk);
        await bench.Settle();
        Assert.Equal((FilingStatus.Filed, there), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Receipt!.ResourceId));
        Assert.Single(ehr.Writes);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(408)]
    public async Task Where_nobody_can_look_a_gateways_word_does_not_say_that_nothing_was_stored(int status)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.AnswersAfterStoring(status) with { Empty = true });
        await bench.Settle(rounds: 4);
        Assert.Equal((FilingStatus.Unknown, FilingQuestion.IsItThere), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Question));
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task Whatever_is_decided_by_a_search_is_searched_for_now()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Searching);
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        await bench.Work();
        var searches = ehr.Received.Where(call => call.Path.EndsWith("_search", StringComparison.Ordinal) || (call.Method == "GET" && call.Target.Contains("identifier=", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(searches);
        Assert.All(searches, call => Assert.Equal("no-cache", call.Headers.GetValueOrDefault("Cache-Control")));
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_told_and_the_last_one_needs_attention()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "2", ["Outbox:Timeout"] = "00:00:01" });
        var summary = await bench.Sign();
        ehr.Trouble = call => call.Path.StartsWith("Patient", StringComparison.Ordinal) ? FhirTrouble.Hangs : FhirTrouble.None;
        await bench.Work();
        Assert.Equal((FilingStatus.Waiting, FilingCodes.NoAnswer), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        await bench.Settle(rounds: 4);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.NoAnswer), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Empty(ehr.Writes);
        ehr.Trouble = _ => FhirTrouble.None;
        Assert.True((await bench.Filings.Retry(bench.Clinician, summary, 1, default)).IsOk);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }
}
