using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Finds whom a summary names in the EHR, by identifiers that both know, before anything is written there. Values of patients' identifiers go in the body of a
/// search, never into a URL. A hit counts only where it carries the identifier: a server that ignores the parameter answers with everybody.
/// </summary>
internal sealed class ReferenceResolver(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, EhrCalls calls, VisitResolver visits, IOptions<EhrOptions> options)
{
    public async Task<(EhrReferences? References, FilingEnd? End)> Resolve(ApprovedSummary summary, EhrProfile profile, CancellationToken cancel)
    {
        var settings = options.Value;
        var patient = await Person("Patient", summary.Patient, settings.PatientSystem, FilingCodes.PatientWithoutIdentifier, FilingCodes.PatientNotInEhr, FilingCodes.PatientAmbiguous, cancel);
        if (patient.Id is null) return (null, patient.End);
        var signer = await Person("Practitioner", summary.Signer, settings.PractitionerSystem, FilingCodes.PractitionerNotInEhr, FilingCodes.PractitionerNotInEhr, FilingCodes.PractitionerNotInEhr, cancel);
        if (signer.Id is null) return (null, signer.End);
        var team = await CareTeam(summary.CareTeam, profile, cancel);
        if (team.End is not null) return (null, team.End);
        var (encounter, unmet) = await visits.Encounter(summary, profile, $"Patient/{patient.Id}", cancel);
        if (unmet is not null) return (null, unmet);
        var (appointment, away) = await visits.Appointment(summary, profile, cancel);
        if (away is not null) return (null, away);
        return (new EhrReferences(EhrReferences.Literal("Patient", patient.Id), EhrReferences.Literal("Practitioner", signer.Id))
        {
            CareTeam = Literal("CareTeam", team.Id),
            Organization = Literal("Organization", settings.OrganizationId is { Length: > 0 } organization ? organization : null),
            Encounter = encounter,
            Appointment = appointment,
        }, null);
    }

    private async Task<Hit> Person(string type, PersonId person, string system, string without, string absent, string several, CancellationToken cancel)
    {
        var values = await Identifiers(type == "Patient", person, system, cancel);
        if (values.Count == 0) return new Hit(null, new FilingEnd.Attention(without));
        foreach (var value in values)
        {
            var hit = await Find(type, system, value, several, cancel);
            if (hit.Id is not null || hit.End is not null) return hit;
        }

        return new Hit(null, new FilingEnd.Attention(absent));
    }

    private async Task<Hit> CareTeam(CareTeamId team, EhrProfile profile, CancellationToken cancel)
    {
        if (options.Value.CareTeamSystem.Length == 0 || profile is not { TakesCareTeam: true, Shape: FilingShape.Communication }) return default;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var identifier = await context.Set<CareTeamRow>().Where(row => row.Id == team.Value).Select(row => row.Identifier).SingleOrDefaultAsync(cancel);
        return identifier is null ? default : WithoutRefusal(await Find("CareTeam", options.Value.CareTeamSystem, identifier, several: null, cancel));
    }

    private async Task<Hit> Find(string type, string system, string value, string? several, CancellationToken cancel)
    {
        var found = await calls.Find(type, system, value, cancel);
        if (FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, found.Reply.Answer, FilingGuarantee.Conditional), found.Reply) is { } end) return new Hit(null, end);
        var ids = found.Hits.Where(one => KeptResource.Carries(one, system, value)).Select(KeptResource.IdOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return ids.Count > 1 && several is not null ? new Hit(null, new FilingEnd.Attention(several)) : new Hit(ids.Count == 1 ? ids[0] : null, null);
    }

    /// <summary>What is good to have is done without where the server does not let it be asked for.</summary>
    private static Hit WithoutRefusal(Hit hit) => VisitResolver.IsRefused(hit.End) ? default : hit;

    private async Task<IReadOnlyList<string>> Identifiers(bool isPatient, PersonId person, string system, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<PersonIdentifierRow>().AsNoTracking().Where(row => row.PersonId == person.Value && row.System == system).ToListAsync(cancel);
        if (rows.Count == 0) return [];
        var key = isPatient ? await vault.Get(DataKeyKind.Patient, person.Value, cancel) : await vault.Organisation(DataKeyKind.Organisation, cancel);
        return [.. rows.Select(row => PersonIdentifiers.Open(key, row).Value).Order(StringComparer.Ordinal)];
    }

    private static Reference? Literal(string type, string? id) => id is null ? null : EhrReferences.Literal(type, id);

    private readonly record struct Hit(string? Id, FilingEnd? End);
}
