using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Mapping;

/// <inheritdoc/>
internal sealed class FhirExport(
    IDbContextFactory<PortalDbContext> contexts, IApprovedSummaries approved, KeyVault vault, GrantsReader grants, AccessGate gate, AuditWriter audit, PortalSystems systems, IOptions<EhrOptions> options, TimeProvider clock)
    : IFhirExport
{
    private readonly CommunicationMapping communications = new(systems);
    private readonly ProvenanceMapping provenances = new(systems);

    public Task<Outcome<FhirFile>> Summary(Actor actor, SummaryId summary, int version, CancellationToken cancel) => KeyGone.AsNotFound(() => File(actor, summary, version, cancel));

    private async Task<Outcome<FhirFile>> File(Actor actor, SummaryId summary, int version, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<SummaryRow>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == summary.Value, cancel);
        var facts = row is null ? AccessFacts.None : (await grants.Of(actor, cancel)).Facts(actor, row.PatientId, row.CareTeamId, isTeamConversation: true, clock.GetUtcNow());
        if (await gate.Refuse(actor, CareAction.ExportConversation, facts, FilingAnswers.Target(summary, row), cancel) is { } refusal) return refusal;
        if (row is null || await approved.Read(summary, version, cancel) is not { } signed) return Refusal.NotFound;
        var references = await References(context, signed, cancel);
        var bundle = FilingBundles.Collection(signed, communications.Of(signed, references, NamedProfiles.R4), target => provenances.Of(signed, references, target));
        await audit.WriteAlone(
            new AuditEntry(actor, AuditAction.SummaryDownloaded) { Patient = signed.Patient, Conversation = signed.Conversation, CareTeam = signed.CareTeam, Subject = summary.Value },
            cancel);
        return new FhirFile(FormattableString.Invariant($"summary-{summary}.{version}.fhir.json"), FhirJson.Write(bundle));
    }

    /// <summary>By the identifiers that the EHR knows people by, where one is configured and they have one; else by the portal's own ids.</summary>
    private async Task<EhrReferences> References(PortalDbContext context, ApprovedSummary summary, CancellationToken cancel)
    {
        var patient = await Person(context, DataKeyKind.Patient, summary.Patient, options.Value.PatientSystem, cancel);
        var signer = await Person(context, DataKeyKind.Organisation, summary.Signer, options.Value.PractitionerSystem, cancel);
        return new EhrReferences(
            EhrReferences.Logical("Patient", patient ?? systems.Own("person", summary.Patient.Value)),
            EhrReferences.Logical("Practitioner", signer ?? systems.Own("person", summary.Signer.Value)))
        {
            CareTeam = EhrReferences.Logical("CareTeam", systems.Own("care-team", summary.CareTeam.Value)),
            Appointment = summary.Visit is { } visit ? EhrReferences.Logical("Appointment", systems.Visit(visit)) : null,
        };
    }

    private async Task<Fhir.DataTypes.Identifier?> Person(PortalDbContext context, DataKeyKind kind, PersonId person, string system, CancellationToken cancel)
    {
        if (system.Length == 0) return null;
        var row = await context.Set<PersonIdentifierRow>().AsNoTracking().Where(one => one.PersonId == person.Value && one.System == system).OrderBy(one => one.Token).FirstOrDefaultAsync(cancel);
        if (row is null) return null;
        var key = kind == DataKeyKind.Patient ? await vault.Get(kind, person.Value, cancel) : await vault.Organisation(kind, cancel);
        return new() { System = system, Value = PersonIdentifiers.Open(key, row).Value };
    }
}
