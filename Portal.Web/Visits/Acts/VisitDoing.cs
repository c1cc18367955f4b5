using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Circuits;
using Portal.Web.Visits.Board;
using Portal.Web.Visits.Call;

namespace Portal.Web.Visits.Acts;

/// <summary>
/// What staff do with a visit, wherever they do it. Each gives the refusal, null where it is done; the new state goes to the board, which every screen of the
/// circuit draws from.
/// </summary>
internal sealed class VisitDoing(BoardFeature board, CircuitActor actor, IVisits visits, IWaitingRoom room, IMessages messages, CallPane pane)
{
    /// <summary>Nobody is let in to an empty room: where the call cannot be opened here, the patient goes on waiting.</summary>
    public Task<Refusal?> Admit(VisitView visit) => While(visit.Id, async () =>
    {
        if (!await pane.IsThere()) return CallPane.Missing;
        return await Ask(visit.Id, room.Admit) ?? await Opened(visit, isAdmitted: true);
    });

    public Task<Refusal?> OpenCall(VisitView visit) => While(visit.Id, () => Opened(visit, visit.State.IsAdmitted));

    public Task<Refusal?> Return(VisitId visit, ClinicalText? words) => Do(visit, (person, id, cancel) => room.ReturnToWaiting(person, id, words, cancel));

    public Task<Refusal?> Decline(VisitId visit, ClinicalText words) => Do(visit, (person, id, cancel) => room.Decline(person, id, words, cancel));

    public Task<Refusal?> Cancel(VisitId visit, ClinicalText words) => Do(visit, (person, id, cancel) => visits.Cancel(person, id, words, cancel));

    public Task<Refusal?> End(VisitId visit) => Do(visit, room.End);

    public Task<Refusal?> NoShow(VisitId visit) => Do(visit, visits.NoShow);

    public Task<Refusal?> CalledBack(VisitId visit) => Do(visit, room.CalledBack);

    public Task<Refusal?> HandOver(VisitId visit, PersonId? practitioner) => Do(visit, (person, id, cancel) => visits.HandOver(person, id, practitioner, cancel));

    public Task<Refusal?> Move(VisitId visit, DateTimeOffset to, TimeSpan length) => Do(visit, (person, id, cancel) => visits.Move(person, id, to, length, cancel));

    public async Task<Outcome<VisitView>> Book(NewVisit wanted)
    {
        var booked = await actor.Ask((person, cancel) => visits.Book(person, wanted, cancel));
        if (booked.TryGet(out var visit, out _)) board.Store.Dispatch(new BoardAction.Changed(visit));
        return booked;
    }

    /// <summary>Under the same id it is the same message, however often it is tried.</summary>
    public async Task<Refusal?> Message(ConversationId conversation, ClientMessageId id, ClinicalText text) =>
        (await actor.Ask((person, cancel) => messages.Post(person, conversation, new MessageDraft(id, text, null, []), cancel))).Refusal;

    private Task<Refusal?> Do(VisitId visit, Func<Actor, VisitId, CancellationToken, Task<Outcome<VisitView>>> call) => While(visit, () => Ask(visit, call));

    private async Task<Refusal?> Opened(VisitView visit, bool isAdmitted) => await pane.Open(visit.Id, visit.Conversation, isAdmitted) ? null : CallPane.Missing;

    private async Task<Refusal?> Ask(VisitId visit, Func<Actor, VisitId, CancellationToken, Task<Outcome<VisitView>>> call)
    {
        var done = await actor.Ask((person, cancel) => call(person, visit, cancel));
        if (done.TryGet(out var changed, out var refusal)) board.Store.Dispatch(new BoardAction.Changed(changed));
        return refusal;
    }

    private async Task<Refusal?> While(VisitId visit, Func<Task<Refusal?>> act)
    {
        board.Store.Dispatch(new BoardAction.ActBegan(visit));
        Refusal? refusal = null;
        try
        {
            return refusal = await act();
        }
        finally
        {
            board.Store.Dispatch(new BoardAction.ActEnded(visit, refusal));
        }
    }
}
