using System.Text.Json.Nodes;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Visits;
using Portal.Testing.Database;
using Portal.Testing.Ehr;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>Some EHRs take notes of their own encounters only.</summary>
public sealed class EncounterTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private const string OwnVisits = "https://portal.test/fhir/sid/visit";
    private const string OwnConversations = "https://portal.test/fhir/sid/conversation";

    [Theory]
    [InlineData(SummaryKind.Visit, OwnVisits, "")]
    [InlineData(SummaryKind.Messages, OwnConversations, "")]
    [InlineData(SummaryKind.Visit, "urn:ehr:encounters", "urn:ehr:encounters")]
    [InlineData(SummaryKind.Messages, "urn:ehr:encounters", "urn:ehr:encounters")]
    public async Task The_note_is_put_into_the_encounter_that_bears_the_visits_id_or_the_conversations(SummaryKind kind, string system, string configured)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Epic);
        await using var bench = await FilingBench.Start(database, ehr, new Dictionary<string, string?> { ["Ehr:EncounterSystem"] = configured });
        var visit = kind == SummaryKind.Visit ? await Visit(bench) : (VisitId?)null;
        var encounter = ehr.Add(Encounter(ehr, system, visit?.ToString() ?? bench.Conversation.ToString()));
        var summary = await bench.Sign(visit: visit);
        await bench.Work();
        Assert.Equal((FilingStatus.Filed, null), Stand(await bench.Last(summary)));
        var note = Assert.Single(ehr.All("DocumentReference"));
        Assert.Equal($"Encounter/{encounter}", (string)note["context"]!["encounter"]![0]!["reference"]!);
    }

    [Theory]
    [InlineData("another patient's", FilingCodes.EncounterNotInEhr)]
    [InlineData("entered in error", FilingCodes.EncounterNotInEhr)]
    [InlineData("cancelled", FilingCodes.EncounterNotInEhr)]
    [InlineData("of another system", FilingCodes.EncounterNotInEhr)]
    [InlineData("there twice", FilingCodes.EncounterAmbiguous)]
    [InlineData("closed to the portal", FilingCodes.Forbidden)]
    public async Task Where_none_will_do_nothing_is_written_and_a_person_is_told(string how, string code)
    {
        await using var ehr = await FhirServer.Start(FhirServerSettings.Epic);
        await using var bench = await FilingBench.Start(database, ehr);
        var visit = await Visit(bench);
        var encounter = Encounter(ehr, how == "of another system" ? "urn:another" : OwnVisits, visit.ToString());
        if (how == "another patient's") encounter["subject"]!["reference"] = "Patient/another";
        if (how == "entered in error") encounter["status"] = "entered-in-error";
        if (how == "cancelled") encounter["status"] = "cancelled";
        ehr.Add(encounter);
        if (how == "there twice") ehr.Add(encounter);
        if (how == "closed to the portal") ehr.Trouble = call => call.Path.StartsWith("Encounter", StringComparison.Ordinal) ? FhirTrouble.Answers(403) : FhirTrouble.None;
        var summary = await bench.Sign(visit: visit);
        await bench.Work();
        Assert.Equal((FilingStatus.NeedsAttention, code), Stand(await bench.Last(summary)));
        Assert.Empty(ehr.Writes);
        ehr.Trouble = _ => FhirTrouble.None;
        foreach (var there in ehr.All("Encounter")) ehr.Remove("Encounter", (string)there["id"]!);
        ehr.Add(Encounter(ehr, OwnVisits, visit.ToString()));
        Assert.True((await bench.Filings.Retry(bench.Clinician, summary, 1, default)).IsOk);
        await bench.Work();
        Assert.Equal(FilingStatus.Filed, (await bench.Last(summary)).Status);
    }

    [Fact]
    public async Task An_EHR_that_needs_none_gets_the_visits_encounter_and_appointment_where_it_has_them()
    {
        await using var ehr = await FhirServer.Start();
        await using var bench = await FilingBench.Start(database, ehr);
        var visit = await Visit(bench);
        var encounter = ehr.Add(Encounter(ehr, OwnVisits, visit.ToString()));
        var appointment = ehr.Add(FilingBench.Known("Appointment", OwnVisits, visit.ToString()));
        await bench.Sign(visit: visit);
        await bench.Sign();
        await bench.Work();
        var kept = ehr.All("Communication");
        Assert.Equal($"Encounter/{encounter}", (string?)kept.Single(one => one["encounter"] is not null)["encounter"]!["reference"]);
        Assert.Equal($"Appointment/{appointment}", (string?)kept.Single(one => one["basedOn"] is not null)["basedOn"]![0]!["reference"]);
        Assert.Equal(2, kept.Count);
    }

    private static async Task<VisitId> Visit(FilingBench bench) =>
        (await bench.Get<IVisits>().Book(bench.Clinician, new NewVisit(bench.Conversation, null, TimeSpan.FromMinutes(20), bench.Clinician.PersonId, new ClinicalText("Ankle")), default)).Value.Id;

    private static JsonObject Encounter(FhirServer ehr, string system, string value)
    {
        var encounter = FilingBench.Known("Encounter", system, value);
        encounter["status"] = "finished";
        encounter["subject"] = new JsonObject { ["reference"] = "Patient/" + (string)ehr.All("Patient")[^1]["id"]! };
        return encounter;
    }

    private static (FilingStatus, string?) Stand(FilingView view) => (view.Status, view.Code);
}
