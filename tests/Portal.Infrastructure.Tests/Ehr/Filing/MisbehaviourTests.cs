using Portal.Domain.Ehr;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

public sealed class MisbehaviourTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    public static TheoryData<string, string> Passing()
    {
        var data = new TheoryData<string, string>();
        foreach (var server in (string[])["plain", "no-transactions", "searching"])
            foreach (var trouble in (string[])["408", "429", "500", "502", "503", "504", "500 after storing", "504 after storing", "hangs", "hangs after storing", "closes before reading", "closes after reading", "closes after storing", "breaks off after storing", "html", "says nothing"])
                data.Add(server, trouble);
        return data;
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_filed_once(string server, string trouble)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var summary = await bench.Sign();
        ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, (string?)null), (filing.Status, filing.Code));
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.Equal((string)kept["id"]!, filing.Receipt!.ResourceId);
        var provenances = ehr.All("Provenance");
        Assert.All(provenances, one => Assert.Equal($"Communication/{filing.Receipt.ResourceId}", (string)one["target"]![0]!["reference"]!));

        // Under an id of ours it can be put again; else it is created only where the EHR just said that the summary is new, and the receipt says where it was not.
        Assert.Equal((server != "searching" || IsHeard(trouble)) ? (1, false) : (0, true), (provenances.Count, filing.Receipt.IsUnproven));
    }

    /// <summary>The summary was stored by a request whose answer said so.</summary>
    private static bool IsHeard(string trouble) => !trouble.EndsWith("after storing", StringComparison.Ordinal) && trouble != "says nothing";

    [Theory]
    [InlineData("400", FilingCodes.Refused)]
    [InlineData("404", FilingCodes.NotTaken)]
    [InlineData("405", FilingCodes.NotTaken)]
    [InlineData("409", FilingCodes.Conflict)]
    [InlineData("415", FilingCodes.NotTaken)]
    [InlineData("422", FilingCodes.Refused)]
    [InlineData("501", FilingCodes.NotTaken)]
    public async Task What_is_refused_waits_for_a_person_who_reads_the_EHRs_words(string trouble, string code)
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var summary = await bench.Sign();
        ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, code, true), (filing.Status, filing.Code, filing.CanRetry));
        Assert.Equal("Communication.category[0]: The server says no.", filing.EhrWords!.Value.Reveal());
        Assert.Single(ehr.Writes);
        Assert.True((await bench.Filings.Retry(bench.Clinician, summary, 1, default)).IsOk);
        Assert.Equal(FilingRefusals.NotForRetry, (await bench.Filings.Retry(bench.Clinician, summary, 1, default)).Refusal);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
    }

    [Theory]
    [InlineData("401", FilingCodes.Credentials)]
    [InlineData("403", FilingCodes.NotAllowed)]
    [InlineData("503", FilingCodes.Unavailable)]
    [InlineData("429", FilingCodes.Busy)]
    public async Task An_EHR_that_is_away_stops_everything_for_it_and_no_try_is_counted(string trouble, string code)
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var first = await bench.Sign();
        var second = await bench.Sign();
        ehr.Trouble = _ => FilingServers.Trouble(trouble);
        await bench.Work();
        var asked = ehr.Received.Count;
        Assert.InRange(asked, 1, 3);
        await bench.Work();
        Assert.Equal(asked, ehr.Received.Count);
        Assert.All(await bench.Deliveries(), row => Assert.Equal(0, row.Attempts));
        Assert.Contains(code, (await Task.WhenAll(bench.Last(first), bench.Last(second))).Select(filing => filing.Code));
        ehr.Trouble = _ => FhirTrouble.None;
        await bench.Settle();
        Assert.All(await Task.WhenAll(bench.Last(first), bench.Last(second)), filing => Assert.Equal(FilingStatus.Filed, filing.Status));
        Assert.Equal(2, ehr.All("Communication").Count);
    }

    [Fact]
    public async Task An_EHR_that_nobody_reaches_is_asked_by_its_probe_alone()
    {
        var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var port = ehr.Address.Port;
        await ehr.DisposeAsync();
        var summary = await bench.Sign();
        await bench.Settle(rounds: 3);
        Assert.Equal((FilingStatus.Waiting, FilingCodes.Unreachable), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Equal(0, Assert.Single(await bench.Deliveries()).Attempts);
        await using var back = await FhirServer.Start(port: port);
        await bench.Introduce(back);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.Answers(429, TimeSpan.FromHours(2)));
        await bench.Work();
        for (var minutes = 0; minutes < 115; minutes += 23)
        {
            bench.Clock.Jump(TimeSpan.FromMinutes(22));
            await bench.Get<Infrastructure.Ehr.Filing.EhrProbe>().Ask(default);
            await bench.Work();
        }

        Assert.Single(ehr.Writes);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task An_EHR_that_ignores_the_condition_is_looked_at_before_it_is_sent_to_again()
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named("no-transactions"));
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.ClosesAfterStoring, FhirTrouble.IgnoresIfNoneExist, FhirTrouble.IgnoresIfNoneExist);
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
    }

    [Fact]
    public async Task Where_its_search_lags_too_the_double_is_seen_and_a_third_is_never_sent()
    {
        var settings = FilingServers.Named("no-transactions") with { IndexLag = TimeSpan.FromMilliseconds(300) };
        await using var ehr = await FhirServer.Start(settings);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.ClosesAfterStoring, FhirTrouble.IgnoresIfNoneExist);
        await bench.Work();
        bench.Clock.Jump(TimeSpan.FromHours(1));
        ehr.Before = call => call is { Path: "Communication", Method: "GET" } && ehr.All("Communication").Count == 2 ? Portal.Testing.Time.Until.True(() => ehr.Sees("Communication", 2)) : Task.CompletedTask;
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Duplicates), (filing.Status, filing.Code));
        Assert.Equal(2, ehr.All("Communication").Count);
    }

    [Fact]
    public async Task An_answer_with_another_resource_is_no_proof_and_what_was_stored_is_read_where_it_is()
    {
        foreach (var server in (string[])["plain", "no-transactions", "searching"])
        {
            await using var ehr = await FhirServer.Start(FilingServers.Named(server));
            await using var bench = await FilingBench.Start(database, ehr);
            var summary = await bench.Sign();
            ehr.Next(FhirTrouble.AnswersAnother);
            await bench.Settle();
            var filing = await bench.Last(summary);
            Assert.Equal(((string)Assert.Single(ehr.All("Communication"))["id"]!, FilingStatus.Filed), (filing.Receipt!.ResourceId, filing.Status));
        }
    }

    [Fact]
    public async Task Two_under_our_identifier_stop_it_for_a_person()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        for (var copy = 0; copy < 2; copy++) ehr.Add(FilingBench.Known("Communication", "https://portal.test/fhir/sid/summary", summary.ToString()));
        await bench.Settle();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Duplicates), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Equal(2, ehr.All("Communication").Count);
    }

    [Theory]
    [InlineData("no-transactions", FilingCodes.OtherResource, 0)]
    [InlineData("plain", FilingCodes.StrayProvenance, 1)]
    public async Task Something_else_under_our_identifier_is_not_taken_for_ours(string server, string code, int stray)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        var other = FilingBench.Known("Communication", "https://portal.test/fhir/sid/summary", summary.ToString());
        other["subject"] = new System.Text.Json.Nodes.JsonObject { ["reference"] = "Patient/somebody-else" };
        ehr.Add(other);
        await bench.Settle();
        Assert.Equal((FilingStatus.NeedsAttention, code), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Single(ehr.All("Communication"));
        Assert.Equal(stray, ehr.All("Provenance").Count);
    }

    [Fact]
    public async Task Pages_for_ever_come_to_an_end_and_nothing_is_written_on_their_word()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?> { ["Outbox:Attempts"] = "2" });
        var summary = await bench.Sign();
        ehr.Trouble = call => call.Path.StartsWith("Patient", StringComparison.Ordinal) ? FhirTrouble.PagesForEver : FhirTrouble.None;
        await bench.Settle();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.NotFhir), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Empty(ehr.Writes);
        Assert.InRange(ehr.Received.Count, 2, 60);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("closes after storing")]
    public async Task Searches_that_are_nearly_FHIR_find_what_is_there(string trouble)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named("searching") with { Sloppy = true });
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        if (trouble != "none") ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
        Assert.Single(ehr.Writes, call => call.Path == "Communication");
    }

    [Theory]
    [InlineData("hangs after storing")]
    [InlineData("closes after storing")]
    [InlineData("closes after reading")]
    [InlineData("500")]
    [InlineData("502")]
    [InlineData("504 after storing")]
    [InlineData("html")]
    public async Task Where_nobody_can_look_it_is_sent_once_and_a_person_is_asked(string trouble)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var summary = await bench.Sign();
        ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Unknown, FilingQuestion.IsItThere, false), (filing.Status, filing.Question, filing.CanRetry));
        Assert.Single(ehr.Writes);
        var stored = ehr.All("Communication");
        FilingAnswer answer = stored.Count == 1 ? new FilingAnswer.Found((string)stored[0]["id"]!) : new FilingAnswer.NotThere();
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 1, new FilingAnswer.Withdrawn(), default)).Refusal);
        Assert.True((await bench.Filings.Resolve(bench.Clinician, summary, 1, answer, default)).IsOk);
        Assert.Equal(FilingRefusals.NothingAsked, (await bench.Filings.Resolve(bench.Clinician, summary, 1, answer, default)).Refusal);
        await bench.Settle();
        filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, (string)Assert.Single(ehr.All("Communication"))["id"]!), (filing.Status, filing.Receipt!.ResourceId));
    }

    [Theory]
    [InlineData("429")]
    [InlineData("503")]
    [InlineData("401")]
    public async Task What_was_turned_away_is_sent_again_even_where_nobody_can_look(string trouble)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr, FilingServers.Patience(trouble));
        var summary = await bench.Sign();
        ehr.Next(FilingServers.Trouble(trouble));
        await bench.Settle();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All("Communication"));
    }
}
