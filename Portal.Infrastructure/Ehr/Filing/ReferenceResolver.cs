using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Mapping;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>
/// Finds whom a summary names in the EHR, by identifiers that both know, before anything is written there. Values of patients' identifiers go in the body of a
/// search, never into a URL. A hit counts only where it carries the identifier: a server that ignores the parameter answers with everybody.
/// </summary>
internal sealed class ReferenceResolver(KeyVault vault, EhrCalls calls, KnownInEhr known, VisitResolver visits, IOptions<EhrOptions> options)
{
    private static readonly Objections AsPatient = new(FilingCodes.PatientNotInEhr, FilingCodes.PatientAmbiguous, FilingCodes.PatientInactive);
    private static readonly Objections AsSigner = new(FilingCodes.PractitionerNotInEhr, FilingCodes.PractitionerNotInEhr, FilingCodes.PractitionerInactive);

    public async Task<(NamedInEhr? Named, FilingEnd? End)> Resolve(FilingDossier dossier, EhrProfile profile, CancellationToken cancel)
    {
        var summary = dossier.Summary;
        var settings = options.Value;
        var patient = await Person(dossier, "Patient", summary.Patient, settings.PatientSystem, FilingCodes.PatientWithoutIdentifier, AsPatient, cancel);
        if (patient.Id is null) return (null, patient.End);
        var signer = await Person(dossier, "Practitioner", summary.Signer, settings.PractitionerSystem, FilingCodes.PractitionerNotInEhr, AsSigner, cancel);
        if (signer.Id is null) return (null, signer.End);
        var team = await CareTeam(dossier.CareTeam, profile, cancel);
        if (team.End is not null) return (null, team.End);
        var (encounter, unmet) = await visits.Encounter(summary, profile, $"Patient/{patient.Id}", cancel);
        if (unmet is not null) return (null, unmet);
        var (appointment, away) = await visits.Appointment(summary, profile, cancel);
        if (away is not null) return (null, away);
        var references = new EhrReferences(EhrReferences.Literal("Patient", patient.Id), EhrReferences.Literal("Practitioner", signer.Id))
        {
            CareTeam = Literal("CareTeam", team.Id),
            Organization = Literal("Organization", settings.OrganizationId is { Length: > 0 } organization ? organization : null),
            Encounter = encounter,
            Appointment = appointment,
        };
        return (new NamedInEhr(references, [.. new[] { patient.Remembered, signer.Remembered, team.Remembered }.OfType<SoughtInEhr>()]), null);
    }

    /// <summary>The next summary that names them asks the EHR.</summary>
    public void Forget(NamedInEhr named) => known.Forget(named.Remembered);

    private async Task<Hit> Person(FilingDossier dossier, string type, PersonId person, string system, string without, Objections objections, CancellationToken cancel)
    {
        var values = await Identifiers(dossier, type == "Patient", person, system, cancel);
        if (values.Count == 0) return new Hit(null, new FilingEnd.Attention(without));
        foreach (var value in values)
        {
            var hit = await Ask(new SoughtInEhr(type, system, value), objections, cancel);
            if (hit.Id is not null || hit.End is not null) return hit;
        }

        return new Hit(null, new FilingEnd.Attention(objections.Absent));
    }

    private async Task<Hit> CareTeam(string? identifier, EhrProfile profile, CancellationToken cancel)
    {
        if (options.Value.CareTeamSystem.Length == 0 || profile is not { TakesCareTeam: true, Shape: FilingShape.Communication }) return default;
        return identifier is null ? default : WithoutRefusal(await Ask(new SoughtInEhr("CareTeam", options.Value.CareTeamSystem, identifier), objections: null, cancel));
    }

    /// <summary>Without <paramref name="objections"/> it is good to have, and nothing stands in its way.</summary>
    private async Task<Hit> Ask(SoughtInEhr sought, Objections? objections, CancellationToken cancel)
    {
        if (known.IdOf(sought) is { } id) return new Hit(id, null, sought);
        var hit = await Find(sought, objections, cancel);
        if (hit.Id is not null) known.Remember(sought, hit.Id);
        return hit;
    }

    private async Task<Hit> Find(SoughtInEhr sought, Objections? objections, CancellationToken cancel)
    {
        var found = await calls.Find(sought.Type, sought.System, sought.Value, cancel);
        if (FilingEnd.Of(FilingDecision.After(FilingPhase.LookUp, found.Reply.Answer, FilingGuarantee.Conditional), found.Reply) is { } end) return new Hit(null, end);
        var carrying = found.Hits.Where(one => KeptResource.Carries(one, sought.System, sought.Value) && KeptResource.IdOf(one) is not null).DistinctBy(KeptResource.IdOf, StringComparer.Ordinal).ToList();
        return (carrying, objections) switch
        {
            ([var one], { } told) when KeptResource.IsInactive(one) => new Hit(null, new FilingEnd.Attention(told.Inactive)),
            ([var one], _) => new Hit(KeptResource.IdOf(one), null),
            ([_, _, ..], { } told) => new Hit(null, new FilingEnd.Attention(told.Several)),
            _ => default,
        };
    }

    /// <summary>What is good to have is done without where the server does not let it be asked for.</summary>
    private static Hit WithoutRefusal(Hit hit) => VisitResolver.IsRefused(hit.End) ? default : hit;

    private async Task<IReadOnlyList<string>> Identifiers(FilingDossier dossier, bool isPatient, PersonId person, string system, CancellationToken cancel)
    {
        var rows = dossier.Identifiers.Where(row => row.PersonId == person.Value && row.System == system).ToList();
        if (rows.Count == 0) return [];
        var key = isPatient ? await vault.Get(DataKeyKind.Patient, person.Value, cancel) : await vault.Organisation(DataKeyKind.Organisation, cancel);
        return [.. rows.Select(row => PersonIdentifiers.Open(key, row).Value).Order(StringComparer.Ordinal)];
    }

    private static Reference? Literal(string type, string? id) => id is null ? null : EhrReferences.Literal(type, id);

    /// <summary>Why somebody is not taken: codes of <see cref="FilingCodes"/>.</summary>
    private sealed record Objections(string Absent, string Several, string Inactive);

    /// <summary><paramref name="Remembered"/>: not asked now.</summary>
    private readonly record struct Hit(string? Id, FilingEnd? End, SoughtInEhr? Remembered = null);
}

/// <summary>Whom a summary names, and which of them the EHR was not asked for now.</summary>
internal sealed record NamedInEhr(EhrReferences References, IReadOnlyList<SoughtInEhr> Remembered)
{
    public override string ToString() => nameof(NamedInEhr);

    /// <summary>Whether both name the same.</summary>
    public bool IsAs(NamedInEhr other) => Literals().SequenceEqual(other.Literals(), StringComparer.Ordinal);

    private IEnumerable<string?> Literals() =>
        new[] { References.Patient, References.Practitioner, References.CareTeam, References.Organization, References.Encounter, References.Appointment }.Select(one => one?.Literal);
}
