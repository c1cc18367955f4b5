using System.Text.Json.Serialization;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// Calls: who is in one, and the signals that browsers exchange to find each other (W3C webrtc, RFC 8829). Media never pass here. Participants, tokens and
/// signals are rows, so that a restarted node loses none of them; what is pushed is read back from there.
/// </summary>
public interface ICalls
{
    /// <summary>
    /// A media token, good once and for a minute, and ICE servers with credentials of ten minutes that are bound to the visit and the person. The patient's
    /// side gets one only while it is admitted. Asked for again before each ICE restart. A call is between two: while somebody else of the own side is in,
    /// <see cref="VisitRefusals.CallFull"/>.
    /// </summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<CallTicket>> Ticket(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>
    /// A place in the call by such a token. An older place of the same person ends ("continued elsewhere"). Used, expired, another's, or no longer admitted:
    /// <see cref="VisitRefusals.UnknownMediaToken"/>, and audited.
    /// </summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<CallStart>> Join(Actor actor, string mediaToken, ICallViewer viewer, CancellationToken cancel);

    /// <summary>The same place again where its lease has not ended, with the signals that came meanwhile; else a new one.</summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<CallStart>> Resume(Actor actor, string mediaToken, CallParticipantId participant, ICallViewer viewer, CancellationToken cancel);

    /// <summary>Who is in, longest first; for the care team, so that somebody who is not in the call can put a place out that keeps it full.</summary>
    [Decides(CareAction.EndCallForAll)]
    Task<Outcome<IReadOnlyList<CallParticipant>>> Participants(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>
    /// Puts a participant out of the call, and makes worthless what that person has been given to join with; the patient's side is returned to waiting by it. Whoever is not in
    /// (any more): <see cref="VisitRefusals.UnknownPeer"/>.
    /// </summary>
    [Decides(CareAction.EndCallForAll)]
    Task<Outcome<Done>> Remove(Actor actor, VisitId visit, CallParticipantId participant, CancellationToken cancel);
}

/// <summary>
/// Somebody in a call.
/// <paramref name="Id"/>: of this place; another join of the same person has another.
/// <paramref name="DisplayName"/>: the name as it was at the join.
/// </summary>
public sealed record CallParticipant(CallParticipantId Id, PersonId Person, ActorKind Kind, ClinicalText DisplayName, DateTimeOffset JoinedAt);

/// <summary>
/// What a browser needs to join.
/// <paramref name="Room"/>: which call; says nothing to who has no token.
/// <paramref name="HasTurn"/>: false where no TURN server is configured: then calls work only where the networks let them.
/// </summary>
[JsonConverter(typeof(NotForJson<CallTicket>))]
public sealed record CallTicket(string Room, IReadOnlyList<IceServer> IceServers, bool HasTurn, string MediaToken, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "a ticket to a call";
}

/// <summary>As RTCIceServer has it.</summary>
[JsonConverter(typeof(NotForJson<IceServer>))]
public sealed record IceServer(IReadOnlyList<string> Urls, string? Username, string? Credential)
{
    public override string ToString() => string.Join(' ', Urls);
}

/// <summary>
/// <paramref name="Lease"/>: for how long the place is kept without a connection.
/// </summary>
public sealed record CallStart(CallParticipantId Self, TimeSpan Lease, IReadOnlyList<CallPeer> Peers, ICallSeat Seat);

/// <summary>
/// <paramref name="IsPolite"/>: whoever reads this record gives way to that peer when both offer at once.
/// </summary>
public sealed record CallPeer(CallParticipantId Id, PersonId Person, ActorKind Kind, ClinicalText DisplayName, bool IsPolite, MediaSent Media, RecoveryStep Step);

public sealed record MediaSent(bool Audio, bool Video, bool Screen);

/// <summary>Where a participant stands on the recovery ladder, and what it asks of the others by it.</summary>
public enum RecoveryStep
{
    Steady = 0,
    Waiting = 1,
    Restarting = 2,
    Rebuilding = 3,
    AudioOnly = 4,
    Rejoining = 5,

    /// <summary>The system took the microphone or camera away (a telephone call, another application).</summary>
    Interrupted = 6,

    /// <summary>Connected, but nothing comes.</summary>
    Frozen = 7,
    Failed = 8,

    /// <summary>The network is narrow: a small picture is sent, and asked for.</summary>
    Low = 9,
}

/// <summary>
/// One connection's place in a call. Nothing is pushed before <see cref="Begin"/>, so that the answer can go out first. Disposing says that the connection is lost: the
/// place is kept for its lease. Each act decides again whether the actor may still be here.
/// </summary>
public interface ICallSeat : IAsyncDisposable
{
    void Begin();

    /// <summary>Passes a session description or candidate on, unread, to one other participant; at most <see cref="CallLimits.SignalBytes"/>.</summary>
    Task<Outcome<Done>> Signal(CallParticipantId to, CallSignal signal, CancellationToken cancel);

    Task<Outcome<Done>> Sends(MediaSent media, CancellationToken cancel);

    Task<Outcome<Done>> Stands(RecoveryStep step, CancellationToken cancel);

    Task<Outcome<Done>> Measured(QualitySample sample, CancellationToken cancel);

    /// <summary>Goes by the own word: the others are told at once.</summary>
    Task<Outcome<Done>> Leave(CancellationToken cancel);

    /// <summary>Whoever sits here was signed out, suspended or had the session ended: no lease runs, and the others are told at once.</summary>
    ValueTask Forfeit();
}

/// <summary>
/// A description or a candidate, as JSON that was checked for its shape; neither where only the attempt is told.
/// <paramref name="Attempt"/>: counts the peer connections that two participants have built.
/// </summary>
public sealed record CallSignal(string? Description, string? Candidate, int Attempt);

public static class CallLimits
{
    public const int SignalBytes = 64 * 1024;
}

/// <summary>Who is pushed to: one at a time, in order, from the thread pool. An exception ends the seat as a lost connection does.</summary>
public interface ICallViewer
{
    ValueTask Joined(CallPeer peer);

    ValueTask Left(CallParticipantId peer, CallLeaving why);

    ValueTask Signalled(CallParticipantId from, CallSignal signal);

    ValueTask Sends(CallParticipantId peer, MediaSent media);

    ValueTask Stands(CallParticipantId peer, RecoveryStep step);

    /// <summary>This participant is out and the seat has ended.</summary>
    ValueTask Removed(CallRemoval why);

    /// <summary>The call is over for all and the seat has ended.</summary>
    ValueTask Ended(VisitStatus how);
}

public enum CallLeaving
{
    Left = 1,
    Lost = 2,
    Elsewhere = 3,
    Removed = 4,
}

public enum CallRemoval
{
    Elsewhere = 1,
    Removed = 2,
    Returned = 3,
    Access = 4,
}
