using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Visits.Live;

/// <summary>One connection's place in a call, and what is pushed to it. Calls of a connection come one at a time.</summary>
internal sealed class CallViewer(LiveConnection connection, ICalls calls) : ICallViewer
{
    private ICallSeat? seat;

    public async Task<HubAnswer<JoinedJson>> Join(string mediaToken, CallParticipantId? resumed, CancellationToken cancel)
    {
        var entered = resumed is { } participant
            ? await calls.Resume(connection.Actor, mediaToken, participant, this, cancel)
            : await calls.Join(connection.Actor, mediaToken, this, cancel);
        if (!entered.TryGet(out var start, out var refusal)) return refusal;
        seat = start.Seat;
        if (connection.IsOver) await End(connection.IsRevoked);
        HubAnswer<JoinedJson> answer = JoinedJson.Of(start);
        return answer.Then(start.Seat.Begin);
    }

    public Task<Outcome<Done>> Signal(CallParticipantId to, CallSignal signal, CancellationToken cancel) => Seated(place => place.Signal(to, signal, cancel));

    public Task<Outcome<Done>> Sends(MediaSent media, CancellationToken cancel) => Seated(place => place.Sends(media, cancel));

    public Task<Outcome<Done>> Stands(RecoveryStep step, CancellationToken cancel) => Seated(place => place.Stands(step, cancel));

    public Task<Outcome<Done>> Measured(QualitySample sample, CancellationToken cancel) => Seated(place => place.Measured(sample, cancel));

    public Task<Outcome<Done>> Leave(CancellationToken cancel) => seat is { } place ? place.Leave(cancel) : Task.FromResult<Outcome<Done>>(Done.It);

    public ValueTask End(bool isRevoked) => seat is not { } place ? default : isRevoked ? place.Forfeit() : place.DisposeAsync();

    async ValueTask ICallViewer.Joined(CallPeer peer) => await VideoPushes.PeerJoined.To(connection.Client, PeerJson.Of(peer));

    async ValueTask ICallViewer.Left(CallParticipantId peer, CallLeaving why) =>
        await VideoPushes.PeerLeft.To(connection.Client, new(peer.ToString(), VisitCodes.Leaving.Of(why)));

    async ValueTask ICallViewer.Signalled(CallParticipantId from, CallSignal signal) => await VideoPushes.Signal.To(connection.Client, SignalPush.Of(from, signal));

    async ValueTask ICallViewer.Sends(CallParticipantId peer, MediaSent media) =>
        await VideoPushes.Media.To(connection.Client, new(peer.ToString(), media.Audio, media.Video, media.Screen));

    async ValueTask ICallViewer.Stands(CallParticipantId peer, RecoveryStep step) => await VideoPushes.Step.To(connection.Client, new(peer.ToString(), VisitCodes.Step.Of(step)));

    async ValueTask ICallViewer.Removed(CallRemoval why) => await VideoPushes.Removed.To(connection.Client, new(VisitCodes.Removal.Of(why)));

    async ValueTask ICallViewer.Ended(VisitStatus how) => await VideoPushes.Ended.To(connection.Client, new(how == VisitStatus.Finished ? "ended" : "cancelled"));

    private Task<Outcome<Done>> Seated(Func<ICallSeat, Task<Outcome<Done>>> act) => seat is { } place ? act(place) : Task.FromResult<Outcome<Done>>(VisitRefusals.NotAdmitted);
}
