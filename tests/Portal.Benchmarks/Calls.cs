using System.Diagnostics;
using Portal.Benchmarks.Floors;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Testing.Care;

namespace Portal.Benchmarks;

/// <summary>
/// Signals between the two of a call, from the call of the one to the push at the other, beside commits of one row on as many connections (a signal is kept
/// until it was pushed, so that a restarted node loses none); and how long a change in a waiting room of 200 takes to be on 50 boards.
/// </summary>
internal static class Calls
{
    /// <summary>So many that the limit on what one sender may signal is not met: it is for a person, and not what is measured.</summary>
    private const int Pairs = 100;
    private const int FloorConnections = 16;
    private const int WaitingCount = 200;
    private const int BoardCount = 50;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly CallSignal Candidate = new(null, """{"candidate":"candidate:842163049 1 udp 1677729535 192.0.2.1 46154 typ srflx raddr 0.0.0.0 rport 0","sdpMid":"0","sdpMLineIndex":0}""", 0);

    public static async Task Run(Report report, Effort effort)
    {
        var care = new CareFixture();
        await care.InitializeAsync();
        try
        {
            await Signals(care, report, effort);
            await Boards(care, report, effort);
        }
        finally
        {
            await care.DisposeAsync();
        }
    }

    private static async Task Signals(CareFixture care, Report report, Effort effort)
    {
        await using var commits = await CommitFloor.Open(care.Database.Superuser, FloorConnections);
        var team = await care.World.CareTeam();
        var clinician = await care.World.Clinician(team);
        var pairs = new List<Func<Task>>();
        for (var index = 0; index < Pairs; index++) pairs.Add(await Pair(care, team, clinician));
        var inserts = Enumerable.Repeat<Func<Task>>(commits.Commit, FloorConnections).ToList();
        await Sends.Rate(pairs, effort.WarmUp / 2);
        await Sends.Rate(inserts, effort.Slice / 4);
        var (ours, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
            await Effort.Alternate(round, async () => ours.Add(await Sends.Rate(pairs, effort.Slice / 2)), async () => floor.Add(await Sends.Rate(inserts, effort.Slice / 2)));
        report.Row($"signals to their receiver, {Pairs} calls", "/s", new Rounds(ours), new Rounds(floor));
    }

    /// <summary>One signal at a time, each until it has come.</summary>
    private static async Task<Func<Task>> Pair(CareFixture care, CareTeamId team, Actor clinician)
    {
        var patient = await care.World.Patient();
        var visit = await Knocked(care, team, clinician, patient);
        _ = (await care.Get<IWaitingRoom>().Admit(clinician, visit, None)).Value;
        var (calls, here, there) = (care.Get<ICalls>(), new Receiver(), new Receiver());
        var first = (await calls.Join(clinician, (await calls.Ticket(clinician, visit, None)).Value.MediaToken, here, None)).Value;
        first.Seat.Begin();
        var second = (await calls.Join(patient, (await calls.Ticket(patient, visit, None)).Value.MediaToken, there, None)).Value;
        second.Seat.Begin();
        return async () =>
        {
            var came = there.Next();
            var sent = await first.Seat.Signal(second.Self, Candidate, None);
            if (sent.Refusal?.RetryAfter is { } later) await Task.Delay(later);
            else await came;
        };
    }

    private static async Task Boards(CareFixture care, Report report, Effort effort)
    {
        var team = await care.World.CareTeam();
        var clinician = await care.World.Clinician(team);
        var visits = new List<VisitId>();
        for (var index = 0; index < WaitingCount; index++) visits.Add(await Knocked(care, team, clinician, await care.World.Patient()));
        var boards = new List<Board>();
        for (var index = 0; index < BoardCount; index++)
        {
            var board = new Board();
            var start = (await care.Get<IWaitingBoard>().Start(await care.World.Clinician(team), board, None)).Value;
            start.Live.Begin();
            boards.Add(board);
        }

        var times = new List<double>();
        for (var round = 0; round < effort.Rounds * 4; round++)
        {
            var visit = visits[round];
            var began = Stopwatch.GetTimestamp();
            var told = boards.Select(board => board.Told(visit)).ToList();
            _ = (await care.Get<IWaitingRoom>().Admit(clinician, visit, None)).Value;
            await Task.WhenAll(told);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        report.Aside($"a change, of {WaitingCount} who wait, on {BoardCount} boards", "ms", new Rounds(times));
    }

    private static async Task<VisitId> Knocked(CareFixture care, CareTeamId team, Actor clinician, Actor patient)
    {
        var conversation = await care.World.Conversation(patient, team);
        var visit = (await care.Get<IVisits>().Book(clinician, new NewVisit(conversation, null, TimeSpan.FromMinutes(20), null, new ClinicalText("x")), None)).Value.Id;
        _ = (await care.Get<IWaitingRoom>().CheckIn(patient, visit, null, None)).Value;
        return visit;
    }

    private sealed class Receiver : ICallViewer
    {
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next() => (next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public ValueTask Signalled(CallParticipantId from, CallSignal signal)
        {
            next.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask Joined(CallPeer peer) => ValueTask.CompletedTask;

        public ValueTask Left(CallParticipantId peer, CallLeaving why) => ValueTask.CompletedTask;

        public ValueTask Sends(CallParticipantId peer, MediaSent media) => ValueTask.CompletedTask;

        public ValueTask Stands(CallParticipantId peer, RecoveryStep step) => ValueTask.CompletedTask;

        public ValueTask Removed(CallRemoval why) => ValueTask.CompletedTask;

        public ValueTask Ended(VisitStatus how) => ValueTask.CompletedTask;
    }

    private sealed class Board : IBoardViewer
    {
        private readonly Lock gate = new();
        private VisitId wanted;
        private TaskCompletionSource? told;

        public Task Told(VisitId visit)
        {
            lock (gate)
            {
                (wanted, told) = (visit, new(TaskCreationOptions.RunContinuationsAsynchronously));
                return told.Task;
            }
        }

        public ValueTask Changed(VisitView visit)
        {
            lock (gate)
                if (visit.Id == wanted && visit.State.IsAdmitted) told?.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public ValueTask Gone(VisitId visit) => ValueTask.CompletedTask;
    }
}
