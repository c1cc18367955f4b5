using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams.Unit;

/// <summary>How a care team keeps up with its conversations: figures, times and who has what. Made of when and by which side something was written, never of what.</summary>
public interface IUnit
{
    /// <summary>The care teams whose figures the actor is shown, by name: the supervised ones.</summary>
    [Decides(CareAction.ViewServiceCharts)]
    Task<Outcome<IReadOnlyList<CareTeam>>> CareTeams(Actor actor, CancellationToken cancel);

    /// <summary>For supervisors of the care team alone. Of at most <see cref="UnitRange.Longest"/>; refused as <c>more-than-31-days</c> beyond.</summary>
    [Decides(CareAction.ViewServiceCharts)]
    Task<Outcome<UnitFigures>> Figures(Actor actor, CareTeamId careTeam, UnitRange range, CancellationToken cancel);

    /// <summary>Patients' conversations that are not closed, those that wait longest first. For supervisors of the care team alone.</summary>
    [Decides(CareAction.ViewServiceCharts)]
    Task<Outcome<Page<UnitConversation>>> Conversations(Actor actor, CareTeamId careTeam, PageRequest page, CancellationToken cancel);
}

/// <summary>From (inclusive) to (exclusive).</summary>
public sealed record UnitRange(DateTimeOffset From, DateTimeOffset To)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>Null where it can be answered.</summary>
    public Refusal? Objection() =>
        From >= To ? Refusal.Invalid("$.to", "must be later than from") : To - From > Longest + TimeSpan.FromHours(1) ? Refusal.Rule("more-than-31-days") : null;
}

/// <summary>What a supervisor looks at first.</summary>
/// <param name="Answers">Each answer in the range, in its order.</param>
/// <param name="Waiting">Conversations in which the patient's side spoke last.</param>
/// <param name="WaitingSince">The first word since the last answer, in that which waits longest.</param>
/// <param name="Open">Patients' conversations that are not closed.</param>
/// <param name="Unassigned">Of these, nobody's.</param>
/// <param name="Members">Active members, by name.</param>
/// <param name="Coverage">How many are members from each moment on: now, and whenever that number changes in the next two weeks.</param>
public sealed record UnitFigures(
    IReadOnlyList<Answer> Answers, int Waiting, DateTimeOffset? WaitingSince, int Open, int Unassigned, IReadOnlyList<MemberLoad> Members, IReadOnlyList<Coverage> Coverage);

/// <summary>Staff wrote for the first time since the patient's side had begun to wait.</summary>
public sealed record Answer(DateTimeOffset At, TimeSpan Waited);

/// <summary>What one member has now: open conversations, and those of them that wait.</summary>
public sealed record MemberLoad(PersonId Person, string Name, int Open, int Waiting);

/// <summary>So many members from then on.</summary>
public sealed record Coverage(DateTimeOffset From, int Members);

/// <summary>A conversation as a supervisor sees it: without patient and topic. <paramref name="WaitingSince"/> is null where the care team spoke last.</summary>
public sealed record UnitConversation(ConversationId Id, PersonId? Assignee, bool IsUrgent, DateTimeOffset? WaitingSince, DateTimeOffset LastActivityAt);
