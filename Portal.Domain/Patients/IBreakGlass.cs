using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>
/// Emergency access of a clinician or coordinator to one patient outside the panel: declared with a reason, told at once to the patient's care teams and to whoever
/// answers for access, over after an hour, marked in every audit event, reviewed by somebody else. A host's token never breaks glass.
/// </summary>
public interface IBreakGlass
{
    /// <summary>The systems that a patient's identifier can be of, in order.</summary>
    [Decides(CareAction.FindPatientOutsidePanel)]
    Task<Outcome<IReadOnlyList<string>>> Systems(Actor actor, CancellationToken cancel);

    /// <summary>
    /// Who has exactly this identifier and this birth date. All else is one <see cref="RefusalKind.NotFound"/> after the same time; at most
    /// <see cref="BreakGlassRules.TriesPerMinute"/> tries a minute, declarations among them. Audited with the id or none; what was typed is written nowhere.
    /// </summary>
    [Decides(CareAction.FindPatientOutsidePanel)]
    Task<Outcome<PatientRef>> Find(Actor actor, Identifier identifier, DateOnly birthDate, CancellationToken cancel);

    /// <summary>Opens that patient from now on for <see cref="BreakGlassRules.Duration"/>, and tells who is to be told in the same transaction.</summary>
    [Decides(CareAction.DeclareBreakGlass)]
    Task<Outcome<BreakGlassGrant>> Declare(Actor actor, BreakGlassRequest request, CancellationToken cancel);

    /// <summary>Gives the own access back before its time: once this is answered, nothing more is written on it. One that is over already stays as it ended.</summary>
    [Decides(CareAction.EndBreakGlass)]
    Task<Outcome<Done>> End(Actor actor, BreakGlassId grant, CancellationToken cancel);

    /// <summary>The own ones that run, oldest first.</summary>
    [Decides(CareAction.EndBreakGlass)]
    Task<Outcome<IReadOnlyList<BreakGlassGrant>>> Running(Actor actor, CancellationToken cancel);
}
