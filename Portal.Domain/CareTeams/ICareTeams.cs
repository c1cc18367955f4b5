using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams;

/// <summary>
/// Care teams and their dated membership. Every change bumps the access version, so that it holds everywhere within five seconds. An integration gives nobody a place in one who
/// is, or waits to be, administrator or auditor (forbidden); it may take such a person out.
/// </summary>
public interface ICareTeams
{
    /// <summary>The care teams that the actor may write to: the own ones of staff; for a patient all active ones.</summary>
    [Decides(CareAction.ListConversations)]
    Task<Outcome<IReadOnlyList<CareTeam>>> ListWritable(Actor actor, CancellationToken cancel);

    /// <summary>All, for administration.</summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<IReadOnlyList<CareTeam>>> ListAll(Actor actor, CancellationToken cancel);

    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<CareTeam>> Create(Actor actor, NewCareTeam team, CancellationToken cancel);

    /// <summary>All of it or nothing. Nobody can add himself (<see cref="CareAction.GrantSelf"/>); somebody unknown or suspended is refused as <c>unknown-person</c>.</summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<CareTeam>> Change(Actor actor, CareTeamId careTeam, CareTeamChange change, CancellationToken cancel);

    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<IReadOnlyList<MemberLine>>> Members(Actor actor, CareTeamId careTeam, CancellationToken cancel);

    /// <summary>Nobody can add himself (<see cref="CareAction.GrantSelf"/>).</summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<Done>> AddMember(Actor actor, Membership membership, CancellationToken cancel);

    /// <summary>
    /// From <see cref="Membership.From"/> on (now, where that is past) this is the person's only membership of the care team: what was to come is replaced, what
    /// was, stays. Said twice it changes nothing.
    /// </summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<Done>> SetMember(Actor actor, Membership membership, CancellationToken cancel);

    /// <summary>Ends the active membership now; connections and circuits lose the panel within five seconds.</summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<Done>> EndMembership(Actor actor, CareTeamId careTeam, PersonId person, CancellationToken cancel);

    /// <summary>Who supervises the care team now, by name.</summary>
    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<IReadOnlyList<SupervisorLine>>> Supervisors(Actor actor, CareTeamId careTeam, CancellationToken cancel);

    [Decides(CareAction.ManageCareTeams)]
    Task<Outcome<Done>> SetSupervisor(Actor actor, CareTeamId careTeam, PersonId person, bool supervises, CancellationToken cancel);
}
