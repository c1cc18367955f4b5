using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>Finding and seeing patients. Patients outside the actor's panel do not exist here.</summary>
public interface IPatients
{
    /// <summary>
    /// Patients of the panel that match every word: whole words of the name (case and accents ignored), a whole identifier value, or a birth
    /// date (ISO 8601). Found by blind index; no prefixes and no typing errors. At most 50. Audited.
    /// </summary>
    [Decides(CareAction.FindPatientInPanel)]
    Task<Outcome<IReadOnlyList<PatientCard>>> Find(Actor actor, string words, CancellationToken cancel);

    /// <summary>One patient of the panel, or the own card. Audited.</summary>
    [Decides(CareAction.ViewDemographics)]
    Task<Outcome<PatientCard>> Card(Actor actor, PersonId patient, CancellationToken cancel);
}

/// <summary>Proxies: who may act for a patient, and until when.</summary>
public interface IProxies
{
    [Decides(CareAction.ManageProxies)]
    Task<Outcome<Done>> Grant(Actor actor, PersonId patient, Identifier relatedPerson, HumanName name, string relationship, DateTimeOffset? until, CancellationToken cancel);

    [Decides(CareAction.ManageProxies)]
    Task<Outcome<Done>> Revoke(Actor actor, PersonId patient, PersonId relatedPerson, CancellationToken cancel);
}
