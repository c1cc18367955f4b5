using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Care;

namespace Portal.Infrastructure.Tests.Visits;

/// <summary>A patient, a clinician and a nurse of one care team, and a conversation of theirs.</summary>
internal sealed class VisitBench(CareFixture care)
{
    public static readonly CancellationToken None = CancellationToken.None;
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(20);

    public IVisits Visits => care.Get<IVisits>();

    public IWaitingRoom Room => care.Get<IWaitingRoom>();

    public ICalls Calls => care.Get<ICalls>();

    public CareTeamId Team { get; private set; }

    public Actor Patient { get; private set; } = null!;

    public Actor Clinician { get; private set; } = null!;

    public Actor Nurse { get; private set; } = null!;

    public ConversationId Conversation { get; private set; }

    public static async Task<VisitBench> Make(CareFixture care)
    {
        var bench = new VisitBench(care) { Team = await care.World.CareTeam() };
        bench.Patient = await care.World.Patient();
        bench.Clinician = await care.World.Clinician(bench.Team);
        bench.Nurse = await care.World.Nurse(bench.Team);
        bench.Conversation = await care.World.Conversation(bench.Patient, bench.Team);
        return bench;
    }

    /// <summary>A visit now.</summary>
    public async Task<VisitId> Visit(DateTimeOffset? at = null, PersonId? practitioner = null) =>
        (await Visits.Book(Clinician, new NewVisit(Conversation, at, Length, practitioner, new ClinicalText("A rash that itches")), None)).Value.Id;

    public async Task<VisitId> Waiting()
    {
        var visit = await Visit();
        Ok(await Room.CheckIn(Patient, visit, devices: null, None));
        return visit;
    }

    public async Task<VisitId> Admitted()
    {
        var visit = await Waiting();
        Ok(await Room.Admit(Clinician, visit, None));
        return visit;
    }

    public async Task<string> Token(Actor actor, VisitId visit) => (await Calls.Ticket(actor, visit, None)).Value.MediaToken;

    public async Task<SeatedCall> Join(Actor actor, VisitId visit) => await SeatedCall.Of(viewer => Join(actor, visit, viewer));

    public async Task<IReadOnlyList<ConversationEvent>> Log() =>
        (await care.Get<IConversations>().Events(Clinician, Conversation, new EventRange(Sequence.None, Limit: 200), None)).Value.Events;

    public async Task<VisitState> State(VisitId visit) => (await Visits.View(Clinician, visit, None)).Value.State;

    public static VisitView Ok(Outcome<VisitView> outcome) => outcome.Value;

    private async Task<Outcome<CallStart>> Join(Actor actor, VisitId visit, ICallViewer viewer) => await Calls.Join(actor, await Token(actor, visit), viewer, None);
}

/// <summary>Somebody in a call, and all that was pushed.</summary>
internal sealed class SeatedCall : ICallViewer
{
    private readonly Lock gate = new();
    private readonly List<string> seen = [];

    public CallStart Start { get; private set; } = null!;

    public ICallSeat Seat => Start.Seat;

    public CallParticipantId Self => Start.Self;

    public static async Task<SeatedCall> Of(Func<ICallViewer, Task<Outcome<CallStart>>> join)
    {
        var seated = new SeatedCall();
        seated.Start = (await join(seated)).Value;
        seated.Seat.Begin();
        return seated;
    }

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (gate) return [.. seen];
        }
    }

    public Task Until(string what) => Testing.Time.Until.True(() => Seen.Contains(what));

    public ValueTask Joined(CallPeer peer) => Add($"joined {peer.Id}");

    public ValueTask Left(CallParticipantId peer, CallLeaving why) => Add($"left {peer} {why}");

    public ValueTask Signalled(CallParticipantId from, CallSignal signal) => Add($"signal {from} {signal.Description ?? signal.Candidate}");

    public ValueTask Sends(CallParticipantId peer, MediaSent media) => Add($"sends {peer} {media.Audio} {media.Video} {media.Screen}");

    public ValueTask Stands(CallParticipantId peer, RecoveryStep step) => Add($"step {peer} {step}");

    public ValueTask Removed(CallRemoval why) => Add($"removed {why}");

    public ValueTask Ended(VisitStatus how) => Add($"ended {how}");

    private ValueTask Add(string what)
    {
        lock (gate) seen.Add(what);
        return ValueTask.CompletedTask;
    }
}
