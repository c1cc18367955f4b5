using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Audit;

/// <summary>Which id in the trail is whose, for somebody who has the patient's number before them. Nothing of the patient is answered but that id.</summary>
public interface IAuditPatients
{
    /// <summary>How often one person may ask in a minute.</summary>
    const int TriesPerMinute = 20;

    /// <summary>The identifier systems that patients have numbers in.</summary>
    [Decides(CareAction.FindPatientForAudit)]
    Task<Outcome<IReadOnlyList<string>>> Systems(Actor actor, CancellationToken cancel);

    /// <summary>
    /// By the exact value in an identifier system that the portal knows. Not found where nobody has it. Audited either way, without the value; <c>429</c> beyond
    /// <see cref="TriesPerMinute"/>.
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="system">URI of the identifier system.</param>
    /// <param name="value">As the hospital writes it.</param>
    /// <param name="cancel">Gives up.</param>
    [Decides(CareAction.FindPatientForAudit)]
    Task<Outcome<PersonId>> Find(Actor actor, string system, string value, CancellationToken cancel);
}
