using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Visits;

/// <summary>
/// Visits as appointments. Every method decides access again; each change is one transaction that locks the visit's row (and its conversation's where the
/// log tells of it), decides, writes, and answers after the commit. What is so already is answered and writes nothing.
/// </summary>
public interface IVisits
{
    [Decides(CareAction.BookVisit)]
    Task<Outcome<VisitView>> Book(Actor actor, NewVisit request, CancellationToken cancel);

    [Decides(CareAction.SeeWaitingRoom)]
    Task<Outcome<VisitView>> View(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>Those of a conversation that are not over, soonest first.</summary>
    [Decides(CareAction.SeeWaitingRoom)]
    Task<Outcome<IReadOnlyList<VisitView>>> Upcoming(Actor actor, ConversationId conversation, CancellationToken cancel);

    /// <summary>Of the actor's own care teams, soonest first, at most 31 days and 1,000 visits; cancelled ones too.</summary>
    [Decides(CareAction.SeeWaitingRoom)]
    Task<Outcome<IReadOnlyList<VisitView>>> Calendar(Actor actor, CalendarQuery query, CancellationToken cancel);

    /// <summary>With <paramref name="length"/> null it stays as long as it was.</summary>
    [Decides(CareAction.BookVisit)]
    Task<Outcome<VisitView>> Move(Actor actor, VisitId visit, DateTimeOffset scheduledFor, TimeSpan? length, CancellationToken cancel);

    /// <summary>The words are told to the other side.</summary>
    [Decides(CareAction.CancelVisit)]
    Task<Outcome<VisitView>> Cancel(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel);

    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> NoShow(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>To another active member of the care team, or (null) to whoever is free.</summary>
    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> HandOver(Actor actor, VisitId visit, PersonId? practitioner, CancellationToken cancel);

    /// <summary>What happened, oldest first.</summary>
    [Decides(CareAction.ReadMessages)]
    Task<Outcome<VisitRecord>> Record(Actor actor, VisitId visit, CancellationToken cancel);
}

/// <summary>The patient's side of the waiting room, and the care team's answers to the knock. Rules: <see cref="WaitingRoom"/>.</summary>
public interface IWaitingRoom
{
    /// <summary>The patient's side has the device check open.</summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<VisitView>> Prepare(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>The knock; patient's side only.</summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<VisitView>> CheckIn(Actor actor, VisitId visit, DeviceCheck? devices, CancellationToken cancel);

    /// <summary>A sign of life of the patient's side, every 20 seconds while it waits; answers how things stand.</summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<VisitView>> StillHere(Actor actor, VisitId visit, CancellationToken cancel);

    [Decides(CareAction.JoinCall)]
    Task<Outcome<VisitView>> Leave(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>The patient's side asks for a telephone call instead.</summary>
    [Decides(CareAction.JoinCall)]
    Task<Outcome<VisitView>> AskForCallBack(Actor actor, VisitId visit, ClinicalText number, CancellationToken cancel);

    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> CalledBack(Actor actor, VisitId visit, CancellationToken cancel);

    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> Admit(Actor actor, VisitId visit, CancellationToken cancel);

    /// <summary>Media credentials end with it, and the patient's side waits at its old place.</summary>
    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> ReturnToWaiting(Actor actor, VisitId visit, ClinicalText? words, CancellationToken cancel);

    [Decides(CareAction.Admit)]
    Task<Outcome<VisitView>> Decline(Actor actor, VisitId visit, ClinicalText words, CancellationToken cancel);

    /// <summary>Ends the visit and the call for all.</summary>
    [Decides(CareAction.EndCallForAll)]
    Task<Outcome<VisitView>> End(Actor actor, VisitId visit, CancellationToken cancel);
}

/// <summary>
/// Who waits for whom, live, for the care teams of one member of staff. First all visits of the waiting rooms (not over, opened or due within the day), then each
/// that changed; every push decides access again.
/// </summary>
public interface IWaitingBoard
{
    [Decides(CareAction.SeeWaitingRoom)]
    Task<Outcome<BoardStart>> Start(Actor actor, IBoardViewer viewer, CancellationToken cancel);

    /// <summary>The same for one conversation's visits, for everybody who may see its waiting room: the patient's side and the care team.</summary>
    [Decides(CareAction.SeeWaitingRoom)]
    Task<Outcome<BoardStart>> Watch(Actor actor, ConversationId conversation, IBoardViewer viewer, CancellationToken cancel);
}

public sealed record BoardStart(IReadOnlyList<VisitView> Visits, Conversations.ILiveHold Live);

/// <summary>Calls come one at a time, from the thread pool; an exception ends the hold.</summary>
public interface IBoardViewer
{
    /// <summary>New or changed; over ones too, so that they can be taken off.</summary>
    ValueTask Changed(VisitView visit);

    /// <summary>No longer the viewer's to see.</summary>
    ValueTask Gone(VisitId visit);
}
