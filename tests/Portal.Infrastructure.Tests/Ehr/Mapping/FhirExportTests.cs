using System.Text.Json.Nodes;
using Portal.Domain.Audit;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Portal.Infrastructure.Tests.Ehr.Filing;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Mapping;

public sealed class FhirExportTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Without_any_EHR_a_signed_summary_is_a_file_that_names_people_by_identifiers()
    {
        await using var bench = await FilingBench.Start(database, ehr: null);
        var summary = await bench.Sign("Elevate the leg.");
        var file = (await bench.Get<IFhirExport>().Summary(bench.Clinician, summary, 1, default)).Value;
        Assert.Equal($"summary-{summary}.1.fhir.json", file.Name);
        Assert.True(FhirJson.TryRead<Bundle>(file.Bytes, out var bundle, out var defect), defect?.ToString());
        Assert.Equal(BundleType.Collection, bundle.Type);
        var communication = Assert.IsType<Communication>(bundle.Entry![0].Resource);
        Assert.Equal("Plan\nElevate the leg.", communication.Payload![0].ContentString);
        Assert.Equal((FilingBench.PatientSystem, bench.PatientNumber), (communication.Subject!.Identifier!.System, communication.Subject.Identifier.Value));
        var provenance = Assert.IsType<Provenance>(bundle.Entry[1].Resource);
        Assert.Equal(bundle.Entry[0].FullUrl, provenance.Target[0].Literal);
        var again = (await bench.Get<IFhirExport>().Summary(bench.Clinician, summary, 1, default)).Value;
        Assert.Equal(file.Bytes.ToArray(), again.Bytes.ToArray());
        Assert.DoesNotContain("Ada", JsonNode.Parse(file.Bytes.Span)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_a_fresh_proof_of_a_member_of_the_team_and_is_audited()
    {
        await using var bench = await FilingBench.Start(database, ehr: null);
        var summary = await bench.Sign();
        var export = bench.Get<IFhirExport>();
        Assert.Equal(Refusal.Reauthenticate, (await export.Summary(bench.Clinician with { AuthenticatedAt = bench.Clock.GetUtcNow().AddMinutes(-6) }, summary, 1, default)).Refusal);
        Assert.NotNull((await export.Summary(bench.Clinician with { IsDelegated = true }, summary, 1, default)).Refusal);
        foreach (var stranger in (Actor[])[bench.Patient, await bench.World.Clinician(await bench.World.CareTeam()), await bench.World.Staff(StaffRoles.Administrator)])
            Assert.Equal(RefusalKind.NotFound, (await export.Summary(stranger, summary, 1, default)).Refusal?.Kind);
        Assert.Equal(RefusalKind.NotFound, (await export.Summary(bench.Clinician, summary, 2, default)).Refusal?.Kind);
        Assert.True((await export.Summary(bench.Clinician, summary, 1, default)).IsOk);
        var auditor = await bench.World.Staff(StaffRoles.Auditor);
        var record = (await bench.Get<IAuditTrail>().List(auditor, new AuditQuery(), PageRequest.First, default)).Value.Items.Single(line => line.Record.Action == AuditAction.SummaryDownloaded && line.Record.Subject == summary.Value).Record;
        Assert.Equal(bench.Clinician.PersonId, record.ActorId);
    }
}
