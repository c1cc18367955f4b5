using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Infrastructure.Visits;

/// <summary>
/// One connection's place in a call. What is pushed is read from the rows: who is in, and the mail that waits. Turns come one at a time; each decides first whether the
/// actor may still be here. So a nudge that is lost costs time (the keeper wakes every seat every three seconds) and never a signal.
/// </summary>
internal sealed partial class CallSeat(Actor actor, CallPlace place, Guid id, Guid holder, ICallViewer viewer, CallDesk desk, ILogger logger) : ICallSeat
{
    /// <summary>A browser sends a description and some twenty candidates for each attempt.</summary>
    private const int SignalsInWindow = 200;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, CallPeer> known = [];
    private bool arePeopleDue;
    private bool isMailDue;
    private bool hasBegun;
    private bool isInTurn;
    private bool hasEnded;
    private DateTimeOffset windowBegan;
    private int signalsSent;

    public Guid Id => id;

    public CallPlace Place => place;

    public Guid Visit => place.Visit;

    public Guid Holder => holder;

    public Actor Actor => actor;

    /// <summary>Who the answer told of already.</summary>
    public void Shown(IEnumerable<CallPeer> peers)
    {
        foreach (var peer in peers) known[peer.Id.Value] = peer;
    }

    public void Begin()
    {
        lock (gate)
        {
            hasBegun = true;
            arePeopleDue = isMailDue = true;
        }

        Wake();
    }

    public void SignalPeople()
    {
        lock (gate) arePeopleDue = true;
        Wake();
    }

    public void SignalMail()
    {
        lock (gate) isMailDue = true;
        Wake();
    }

    /// <summary>Another connection holds the place now: this one pushes nothing more, and its end is nobody's.</summary>
    public void Silence()
    {
        lock (gate) hasEnded = true;
    }

    public async Task<Outcome<Done>> Signal(CallParticipantId to, CallSignal signal, CancellationToken cancel)
    {
        if (!MayStillSend()) return new Refusal(RefusalKind.RateLimited, RetryAfter: Patience);
        return await Refused(cancel) is { } refusal ? refusal : await desk.Post(this, to.Value, signal, cancel);
    }

    public async Task<Outcome<Done>> Sends(MediaSent media, CancellationToken cancel) => await Refused(cancel) is { } refusal ? refusal : await desk.Sends(this, media, cancel);

    public async Task<Outcome<Done>> Stands(RecoveryStep step, CancellationToken cancel) => await Refused(cancel) is { } refusal ? refusal : await desk.Stands(this, step, cancel);

    public async Task<Outcome<Done>> Measured(QualitySample sample, CancellationToken cancel) =>
        await Refused(cancel) is { } refusal ? refusal : await desk.Measured(this, sample, cancel);

    public async Task<Outcome<Done>> Leave(CancellationToken cancel)
    {
        if (!End()) return Done.It;
        await desk.Leave(this, Departure.Left, cancel);
        return Done.It;
    }

    public ValueTask Forfeit() => End(() => desk.Leave(this, Departure.Access, CancellationToken.None));

    /// <summary>The connection is lost, or access is: the first keeps the place for its lease, the second does not.</summary>
    public ValueTask DisposeAsync() => End(() => desk.ConnectionLost(this));

    private async ValueTask End(Func<Task> how)
    {
        if (!End()) return;
        try
        {
            await how();
        }
        catch (Exception error)
        {
            // The lease ends by itself.
            LogEnded(logger, error.GetType().Name);
        }
    }

    private async Task<Refusal?> Refused(CancellationToken cancel)
    {
        lock (gate)
        {
            if (hasEnded) return VisitRefusals.UnknownPeer;
        }

        return await desk.Refused(this, cancel);
    }

    private bool MayStillSend()
    {
        var now = desk.Clock.GetUtcNow();
        lock (gate)
        {
            if (now - windowBegan >= Window) (windowBegan, signalsSent) = (now, 0);
            return ++signalsSent <= SignalsInWindow;
        }
    }

    private bool End()
    {
        lock (gate)
        {
            if (hasEnded) return false;
            hasEnded = true;
        }

        desk.Forget(this);
        return true;
    }

    private void Wake()
    {
        lock (gate)
        {
            if (!hasBegun || isInTurn || hasEnded || !(arePeopleDue || isMailDue)) return;
            isInTurn = true;
        }

        _ = Task.Run(Turn);
    }

    private async Task Turn()
    {
        while (true)
        {
            bool people;
            lock (gate)
            {
                if (hasEnded || !(arePeopleDue || isMailDue))
                {
                    isInTurn = false;
                    return;
                }

                people = arePeopleDue;
                arePeopleDue = isMailDue = false;
            }

            CallNews news;
            try
            {
                news = await desk.Read(this, people);
            }
            catch (Exception error)
            {
                LogWaiting(logger, error.GetType().Name);
                lock (gate) arePeopleDue = isMailDue = true;
                await Task.Delay(Patience, desk.Clock);
                continue;
            }

            try
            {
                if (await Push(news)) return;
            }
            catch (Exception error)
            {
                LogEnded(logger, error.GetType().Name);
                await DisposeAsync();
                return;
            }
        }
    }

    /// <summary>True where the place has ended. People come before mail: whoever signals is known by then.</summary>
    private async Task<bool> Push(CallNews news)
    {
        if (news.OwnEnd is { } end)
        {
            if (!End()) return true;
            await Tell(end);
            return true;
        }

        if (news.Peers is { } peers) await PushPeers(peers, news.Departures);
        foreach (var mail in news.Mail)
        {
            lock (gate)
            {
                if (hasEnded) return true;
            }

            await viewer.Signalled(new CallParticipantId(mail.From), mail.Signal);
        }

        await desk.Delivered(this, news.Mail);
        return false;
    }

    private async Task PushPeers(IReadOnlyList<CallPeer> peers, IReadOnlyDictionary<Guid, Departure> departures)
    {
        foreach (var gone in known.Keys.Except(peers.Select(peer => peer.Id.Value)).ToList())
        {
            known.Remove(gone);
            await viewer.Left(new CallParticipantId(gone), Leaving(departures.GetValueOrDefault(gone)));
        }

        foreach (var peer in peers)
        {
            var before = known.GetValueOrDefault(peer.Id.Value);
            known[peer.Id.Value] = peer;
            if (before is null)
            {
                await viewer.Joined(peer);
                continue;
            }

            if (before.Media != peer.Media) await viewer.Sends(peer.Id, peer.Media);
            if (before.Step != peer.Step) await viewer.Stands(peer.Id, peer.Step);
        }
    }

    private ValueTask Tell(Departure end) => end switch
    {
        Departure.Ended => viewer.Ended(VisitStatus.Finished),
        Departure.Cancelled => viewer.Ended(VisitStatus.Cancelled),
        Departure.Elsewhere => viewer.Removed(CallRemoval.Elsewhere),
        Departure.Returned => viewer.Removed(CallRemoval.Returned),
        Departure.Access => viewer.Removed(CallRemoval.Access),
        Departure.StillIn or Departure.Left or Departure.Lost or Departure.Removed => viewer.Removed(CallRemoval.Removed),
    };

    private static CallLeaving Leaving(Departure how) => how switch
    {
        Departure.Lost => CallLeaving.Lost,
        Departure.Elsewhere => CallLeaving.Elsewhere,
        Departure.Removed or Departure.Returned or Departure.Access => CallLeaving.Removed,
        Departure.StillIn or Departure.Left or Departure.Ended or Departure.Cancelled => CallLeaving.Left,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A call waits for the database: {Error}")]
    private static partial void LogWaiting(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A seat of a call ended: {Error}")]
    private static partial void LogEnded(ILogger logger, string error);
}

/// <summary>Which call, and what of its visit never changes.</summary>
internal sealed record CallPlace(Guid Visit, Guid Conversation, Guid CareTeam, Guid Patient);

/// <summary>
/// What a seat's turn found: the own end; who else is in (null where that was not asked) and how those went who are not; the mail that waits.
/// </summary>
internal sealed record CallNews(Departure? OwnEnd, IReadOnlyList<CallPeer>? Peers, IReadOnlyDictionary<Guid, Departure> Departures, IReadOnlyList<CallMail> Mail);

internal sealed record CallMail(long Id, Guid From, CallSignal Signal);

/// <summary>A signal as it is stored, sealed.</summary>
internal sealed record SignalBody
{
    [JsonPropertyName("d")]
    public string? Description { get; init; }

    [JsonPropertyName("c")]
    public string? Candidate { get; init; }

    [JsonPropertyName("a")]
    public int Attempt { get; init; }

    public static byte[] Write(CallSignal signal) =>
        JsonSerializer.SerializeToUtf8Bytes(new SignalBody { Description = signal.Description, Candidate = signal.Candidate, Attempt = signal.Attempt }, SignalJson.Default.SignalBody);

    public static CallSignal Read(byte[] json)
    {
        var body = JsonSerializer.Deserialize(json, SignalJson.Default.SignalBody)!;
        return new CallSignal(body.Description, body.Candidate, body.Attempt);
    }
}

[JsonSerializable(typeof(SignalBody))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SignalJson : JsonSerializerContext;
