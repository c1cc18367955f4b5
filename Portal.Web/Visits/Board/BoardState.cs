using System.Collections.Immutable;
using Portal.Domain.CareTeams;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Board;

public enum BoardPhase
{
    Loading,
    Ready,

    /// <summary>The person belongs to no waiting room, or does not any more.</summary>
    Refused,
    Failed,
}

/// <summary><paramref name="MineOnly"/>: those who wait for the person or for whoever is free.</summary>
public sealed record BoardFilter(CareTeamId? CareTeam = null, bool MineOnly = false)
{
    public static readonly BoardFilter None = new();

    public bool Matches(VisitView visit, PersonId self) =>
        (CareTeam is null || visit.CareTeam.Id == CareTeam) && (!MineOnly || visit.Practitioner is null || visit.Practitioner.Id == self);
}

/// <summary>Somebody has come, or asks to be called. <paramref name="Number"/> counts them, so that two of one visit are two.</summary>
public sealed record Knock(long Number, VisitView Visit, bool IsCallBack);

/// <summary>The waiting rooms of one circuit's person, as the server told of them.</summary>
public sealed record BoardState
{
    public static readonly BoardState Initial = new();

    /// <summary>Whoever waits longer than this past the agreed time, or has not come by then, is marked.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(10);

    public BoardPhase Phase { get; init; }

    public PersonId Self { get; init; }

    /// <summary>Whose knocks are heard: a coordinator hears all of them, a clinician those that are for him or for anybody.</summary>
    public bool HearsAll { get; init; }

    /// <summary>Over ones too, as long as the circuit lives: what comes late of one must not bring it back.</summary>
    public ImmutableDictionary<VisitId, VisitView> Known { get; init; } = ImmutableDictionary<VisitId, VisitView>.Empty;

    public BoardFilter Filter { get; init; } = BoardFilter.None;

    /// <summary>The time as of which lateness is told; half a minute old at most.</summary>
    public DateTimeOffset Now { get; init; }

    public ImmutableHashSet<VisitId> Busy { get; init; } = [];

    /// <summary>Why the last act on a visit was refused; until the next one, or until put away.</summary>
    public ImmutableDictionary<VisitId, Refusal> Problems { get; init; } = ImmutableDictionary<VisitId, Refusal>.Empty;

    public Knock? LastKnock { get; init; }

    /// <summary>How many wait in all the person's waiting rooms, whatever the filter.</summary>
    public int WaitCount => Known.Values.Count(Waits);

    /// <summary>In the order of the queue.</summary>
    public IEnumerable<VisitView> Waiting => Shown.Where(Waits).OrderBy(OrderOf).ThenBy(visit => visit.Id.Value);

    public IEnumerable<VisitView> InVisit => Shown.Where(visit => visit.State.IsAdmitted).OrderBy(visit => visit.State.AdmittedAt).ThenBy(visit => visit.Id.Value);

    public IEnumerable<CareTeam> CareTeams => Known.Values.Select(visit => visit.CareTeam).DistinctBy(team => team.Id).OrderBy(team => team.Name, StringComparer.CurrentCulture);

    private IEnumerable<VisitView> Shown => Known.Values.Where(visit => !visit.State.IsOver && Filter.Matches(visit, Self));

    /// <summary>Who is expected before then and neither waits nor is in, soonest first.</summary>
    public IEnumerable<VisitView> ExpectedBefore(DateTimeOffset then) =>
        Shown.Where(visit => !Waits(visit) && !visit.State.IsAdmitted && visit.State.ScheduledFor < then).OrderBy(visit => visit.State.ScheduledFor).ThenBy(visit => visit.Id.Value);

    public bool IsLate(VisitView visit) => IsLate(visit, Now);

    /// <summary>Whoever asked for a telephone call waits for it, wherever he or she is.</summary>
    private static bool Waits(VisitView visit) => !visit.State.IsOver && (visit.State.IsWaiting || (visit.CallBack is { DoneAt: null } && !visit.State.IsAdmitted));

    private static bool IsLate(VisitView visit, DateTimeOffset now) =>
        visit.State switch
        {
            { IsOver: true } => false,
            { IsAdmitted: true } state => now > (state.StartedAt ?? state.AdmittedAt ?? now) + state.Length,
            _ => now > OrderOf(visit) + LateAfter,
        };

    /// <summary>As <see cref="WaitingQueue.OrderOf"/>: the later of the agreed time and the knock.</summary>
    private static DateTimeOffset OrderOf(VisitView visit)
    {
        var knocked = visit.State.CheckedInAt ?? visit.CallBack?.AskedAt;
        return knocked is { } at && at > visit.State.ScheduledFor ? at : visit.State.ScheduledFor;
    }
}
