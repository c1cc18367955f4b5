using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

public sealed class FilingTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task A_signed_summary_is_filed_with_who_signed_it_and_the_receipt_is_there()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        Assert.Equal(FilingStatus.Waiting, (await bench.Last(summary)).Status);
        await bench.Work();
        var filing = await bench.Last(summary);
        Assert.Equal((FilingStatus.Filed, 1, null), (filing.Status, filing.Version, filing.Code));
        var kept = Assert.Single(ehr.All("Communication"));
        Assert.Equal(((string)kept["id"]!, "1", true), (filing.Receipt!.ResourceId, filing.Receipt.VersionId, filing.Receipt.IsReadBack));
        Assert.Empty(filing.Receipt.Differences);
        var provenance = Assert.Single(ehr.All("Provenance"));
        Assert.Equal("Communication/" + filing.Receipt.ResourceId, (string)provenance["target"]![0]!["reference"]!);
        Assert.Equal("LA", (string)provenance["activity"]!["coding"]![0]!["code"]!);
        Assert.Single(ehr.Writes);
    }

    [Fact]
    public async Task A_patients_number_is_in_no_address()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        await bench.Work();
        Assert.Contains(ehr.Received, call => call.Says(bench.PatientNumber));
        Assert.DoesNotContain(ehr.Received, call => Uri.UnescapeDataString(call.Target).Contains(bench.PatientNumber, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("searching", "Provenance WhenNew")]
    [InlineData("medplum", "Provenance WhenNew")]
    [InlineData("notes", "note")]
    [InlineData("oracle", "no Provenance")]
    public async Task Each_kind_of_EHR_gets_what_it_takes(string server, string what)
    {
        await using var ehr = await FhirServer.Start(FilingServers.Named(server));
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
        Assert.Single(ehr.All(what == "note" ? "DocumentReference" : "Communication"));
        Assert.Equal(what == "no Provenance" ? 0 : 1, ehr.All("Provenance").Count);
    }

    [Fact]
    public async Task A_note_of_an_EHR_that_takes_notes_of_its_encounters_only_waits_for_a_person_where_there_is_none()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Epic);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.EncounterNotInEhr, true), Shown(await bench.Last(summary)));
        Assert.Empty(ehr.Writes);
    }

    [Fact]
    public async Task A_patient_whom_the_EHR_does_not_know_is_said_and_nothing_is_written()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        ehr.Remove("Patient", (string)ehr.All("Patient")[0]["id"]!);
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.PatientNotInEhr, true), Shown(await bench.Last(summary)));
        Assert.Empty(ehr.Writes);
        ehr.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, bench.PatientNumber));
        Assert.True((await bench.Filings.Retry(bench.Clinician, summary, 1, default)).IsOk);
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task A_patient_whom_the_EHR_knows_twice_is_said()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        ehr.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, bench.PatientNumber));
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal(FilingCodes.PatientAmbiguous, (await bench.Last(summary)).Code);
        Assert.Empty(ehr.Writes);
    }

    [Fact]
    public async Task Whom_the_EHR_knows_is_asked_for_once_in_a_while()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        await bench.Work();
        var asked = Asked(ehr);
        Assert.Equal(3, asked);
        await bench.Sign();
        await bench.Work();
        Assert.Equal((asked, 2), (Asked(ehr), ehr.All("Communication").Count));
        bench.Clock.Jump(TimeSpan.FromMinutes(6));
        await bench.Sign();
        await bench.Work();
        Assert.Equal((2 * asked, 3), (Asked(ehr), ehr.All("Communication").Count));
    }

    [Theory]
    [InlineData(422, "processing")]
    [InlineData(422, "not-found")]
    [InlineData(409, "conflict")]
    [InlineData(403, "forbidden")]
    public async Task Where_the_EHR_refuses_whom_it_knew_before_everybody_is_asked_for_anew(int status, string issue)
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        await bench.Work();
        ehr.Remove("Patient", (string)ehr.All("Patient")[0]["id"]!);
        var merged = ehr.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, bench.PatientNumber));
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.Answers(status) with { Issue = issue });
        await bench.Work();
        Assert.Equal((FilingStatus.Filed, (string?)null), ((await bench.Last(summary)).Status, (await bench.Last(summary)).Code));
        Assert.Equal((2, 3), (ehr.All("Communication").Count, ehr.Writes.Count));
        Assert.Equal("Patient/" + merged, (string)ehr.All("Communication")[^1]["subject"]!["reference"]!);
    }

    [Theory]
    [InlineData("active", FilingCodes.PatientInactive)]
    [InlineData("link", FilingCodes.PatientInactive)]
    [InlineData("signer", FilingCodes.PractitionerInactive)]
    public async Task A_closed_or_merged_record_is_a_persons_matter(string how, string code)
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var type = how == "signer" ? "Practitioner" : "Patient";
        ehr.Edit(type, (string)Assert.Single(ehr.All(type))["id"]!, one =>
        {
            if (how == "link") one["link"] = new JsonArray(new JsonObject { ["other"] = new JsonObject { ["reference"] = "Patient/of-the-merge" }, ["type"] = "replaced-by" });
            else one["active"] = false;
        });
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, code, true), Shown(await bench.Last(summary)));
        Assert.Empty(ehr.Writes);
    }

    [Fact]
    public async Task A_number_in_another_spelling_is_another_persons()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Plain with { IgnoresCase = true });
        await using var bench = await FilingBench.Start(database, ehr);
        ehr.Remove("Patient", (string)Assert.Single(ehr.All("Patient"))["id"]!);
        ehr.Add(FilingBench.Known("Patient", FilingBench.PatientSystem, bench.PatientNumber.ToLowerInvariant()));
        var summary = await bench.Sign();
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.PatientNotInEhr, true), Shown(await bench.Last(summary)));
        Assert.Empty(ehr.Writes);
    }

    [Fact]
    public async Task The_EHR_can_tell_tries_apart()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        ehr.Next(FhirTrouble.Answers(500), FhirTrouble.Answers(502));
        await bench.Settle();
        var delivery = Assert.Single(await bench.Deliveries()).Id;
        var names = ehr.Writes.Select(call => call.Headers["X-Request-Id"]).ToList();
        Assert.Equal((3, 3), (names.Count, names.Distinct().Count()));
        Assert.All(names, name => Assert.StartsWith($"{delivery:D}.", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_though_everybody_is_who_they_were_is_not_sent_again()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        await bench.Sign();
        await bench.Work();
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.Answers(422));
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, FilingCodes.Refused, true), Shown(await bench.Last(summary)));
        Assert.Equal(2, ehr.Writes.Count);
    }

    [Fact]
    public async Task What_the_EHR_keeps_otherwise_is_shown_to_the_clinician()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign("Elevate the leg.");
        ehr.Trouble = call =>
        {
            if (call.Method == "GET" && call.Path.StartsWith("Communication/", StringComparison.Ordinal))
            {
                var id = call.Path.Split('/')[1];
                if (ehr.Versions("Communication", id).Count == 1)
                    ehr.Edit("Communication", id, one =>
                    {
                        one["payload"]![0]!["contentString"] = "Elevate";
                        one.Remove("priority");
                    });
            }

            return FhirTrouble.None;
        };
        await bench.Work();
        var receipt = (await bench.Last(summary)).Receipt!;
        Assert.Equal(
            [("payload[0].contentString", "Plan\nElevate the leg.", "Elevate"), ("priority", "routine", "")],
            receipt.Differences.Select(one => (one.Path, one.Sent.Reveal(), one.Kept.Reveal())).Order());
    }

    [Fact]
    public async Task Without_an_EHR_summaries_wait_and_are_filed_when_there_is_one()
    {
        await using var bench = await FilingBench.Start(database, ehr: null);
        var summary = await bench.Sign();
        await bench.Dispatch();
        Assert.NotNull(Assert.Single(await bench.Deliveries()));
        Assert.Equal(FilingStatus.NotYetFiled, (await bench.Last(summary)).Status);
        await using var ehr = await FhirServer.Start();
        await using var later = bench.Again(database, ehr);
        await later.Introduce(ehr);
        await later.Work();
        Assert.Equal(FilingStatus.Filed, (await later.Last(summary)).Status);
    }

    [Fact]
    public async Task Only_the_care_team_sees_and_settles_a_filing()
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Oracle);
        await using var bench = await FilingBench.Start(database, ehr);
        var summary = await bench.Sign();
        ehr.Next(FhirTrouble.ClosesAfterStoring);
        await bench.Work();
        foreach (var stranger in (Actor[])[await bench.World.Clinician(await bench.World.CareTeam()), bench.Patient, await bench.World.Staff(StaffRoles.Administrator), await bench.World.Staff(StaffRoles.Auditor)])
        {
            Assert.Equal(RefusalKind.NotFound, (await bench.Filings.Of(stranger, summary, default)).Refusal?.Kind);
            Assert.Equal(RefusalKind.NotFound, (await bench.Filings.Resolve(stranger, summary, 1, new FilingAnswer.NotThere(), default)).Refusal?.Kind);
            Assert.Equal(RefusalKind.NotFound, (await bench.Filings.Retry(stranger, summary, 1, default)).Refusal?.Kind);
        }

        var delegated = bench.Clinician with { IsDelegated = true, Integration = Id.New<IntegrationId>() };
        Assert.Equal(Refusal.Forbidden, (await bench.Filings.Resolve(delegated, summary, 1, new FilingAnswer.NotThere(), default)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await bench.Filings.Retry(delegated, summary, 1, default)).Refusal);
        Assert.Equal(FilingStatus.Unknown, Assert.Single((await bench.Filings.Of(delegated, summary, default)).Value).Status);
        Assert.Equal(RefusalKind.NotFound, (await bench.Filings.Of(bench.Clinician, Id.New<SummaryId>(), default)).Refusal?.Kind);
        Assert.Equal(FilingRefusals.NotAnId, (await bench.Filings.Resolve(bench.Clinician, summary, 1, new FilingAnswer.Found("a/b"), default)).Refusal);
    }

    /// <summary>How often the EHR was asked who somebody is.</summary>
    private static int Asked(FhirServer ehr) => ehr.Received.Count(call => call.Path.Split('/')[0] is "Patient" or "Practitioner" or "CareTeam");

    private static (FilingStatus, string?, bool) Shown(FilingView view) => (view.Status, view.Code, view.CanRetry);
}
