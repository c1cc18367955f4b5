using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Input;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Visits.Live;

/// <summary>The answer of <c>Join</c> and <c>Resume</c>.</summary>
internal sealed record JoinedJson([property: Uuid] string Self, int LeaseSeconds, IReadOnlyList<PeerJson> Peers)
{
    public static JoinedJson Of(CallStart start) => new(start.Self.ToString(), (int)start.Lease.TotalSeconds, [.. start.Peers.Select(PeerJson.Of)]);
}

/// <summary>Who else is in; <paramref name="Polite"/>: whoever receives this gives way to that peer when both offer at once.</summary>
internal sealed record PeerJson(
    [property: Uuid] string Id,
    [property: Uuid] string PersonId,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Actor))] string Kind,
    string DisplayName,
    bool Polite,
    MediaJson Media,
    [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Step))] string Step)
{
    public static PeerJson Of(CallPeer peer) => new(
        peer.Id.ToString(),
        peer.Person.ToString(),
        ConversationWords.Of(peer.Kind),
        peer.DisplayName.Reveal(),
        peer.IsPolite,
        new(peer.Media.Audio, peer.Media.Video, peer.Media.Screen),
        VisitCodes.Step.Of(peer.Step));

    public override string ToString() => Id;
}

internal sealed record MediaJson(bool Audio, bool Video, bool Screen);

/// <summary>RTCSessionDescriptionInit.</summary>
internal sealed record DescriptionJson([property: JsonRequired] string? Type, string? Sdp)
{
    public override string ToString() => "a description";
}

/// <summary>RTCIceCandidateInit.</summary>
internal sealed record CandidateJson([property: JsonRequired] string? Candidate, string? SdpMid, int? SdpMLineIndex, string? UsernameFragment)
{
    public override string ToString() => "a candidate";
}

/// <summary>
/// A description, or a candidate, or neither: then it only says that the other has begun a new peer connection. <c>attempt</c> counts those that the two have built.
/// </summary>
internal sealed class SignalBody : IBody<CallSignal>
{
    private static readonly string[] Types = ["offer", "answer", "pranswer", "rollback"];

    public DescriptionJson? Description { get; init; }

    public CandidateJson? Candidate { get; init; }

    [Range(0, 1_000)]
    public int Attempt { get; init; }

    /// <summary>
    /// What is passed on has the shape of what browsers make (RFC 8866, RFC 8839): a type, a text that begins as a session description does and holds no zero
    /// characters; more than that is the receiving browser's to judge.
    /// </summary>
    public Outcome<CallSignal> Read()
    {
        var objections = new Objections();
        if (Description is not null && Candidate is not null) objections.Add("$.signal", "must not hold both a description and a candidate");
        if (Attempt is < 0 or > 1_000) objections.Add("$.signal.attempt", "must be from 0 to 1000");
        if (Description is { } description)
        {
            if (!Types.Contains(description.Type)) objections.Add("$.signal.description.type", $"must be one of {string.Join(", ", Types)}");
            var sdp = description.Sdp ?? "";
            if (description.Type != "rollback" && !sdp.StartsWith("v=0", StringComparison.Ordinal)) objections.Add("$.signal.description.sdp", "must be a session description");
            if (sdp.Contains('\0', StringComparison.Ordinal)) objections.Add("$.signal.description.sdp", "must not hold zero characters");
            if (sdp.Length > CallLimits.SignalBytes) objections.Add("$.signal.description.sdp", $"must be at most {CallLimits.SignalBytes} long");
        }

        if (Candidate is { } candidate)
        {
            var line = candidate.Candidate ?? "";
            if (line.Length > 0 && !line.StartsWith("candidate:", StringComparison.Ordinal)) objections.Add("$.signal.candidate.candidate", "must be a candidate");
            if (line.Length + (candidate.SdpMid?.Length ?? 0) + (candidate.UsernameFragment?.Length ?? 0) > MostCandidate) objections.Add("$.signal.candidate", "is too long");
        }

        return objections.Or(new CallSignal(
            Description is null ? null : JsonSerializer.Serialize(Description, VideoJson.Default.DescriptionJson),
            Candidate is null ? null : JsonSerializer.Serialize(Candidate, VideoJson.Default.CandidateJson),
            Attempt));
    }

    private const int MostCandidate = 4_096;
}

/// <summary>What was measured since the last one.</summary>
internal sealed class QualityBody : IBody<QualitySample>
{
    private const int MostMs = 600_000;
    private const int MostKbps = 10_000_000;

    public double RoundTripMs { get; init; }

    public double JitterMs { get; init; }

    public double LossPercent { get; init; }

    public double SentKbps { get; init; }

    public double ReceivedKbps { get; init; }

    public double Freezes { get; init; }

    public double FrozenMs { get; init; }

    public double AudioGapMs { get; init; }

    public bool Relayed { get; init; }

    [Required, OneOf(typeof(VisitCodes), nameof(VisitCodes.Mode))]
    public string? Mode { get; init; }

    public Outcome<QualitySample> Read() => Read(default);

    public Outcome<QualitySample> Read(DateTimeOffset at)
    {
        var objections = new Objections();
        return objections.Or(new QualitySample(
            at,
            Whole(objections, RoundTripMs, "roundTripMs", MostMs),
            Whole(objections, JitterMs, "jitterMs", MostMs),
            Math.Round(Within(objections, LossPercent, "lossPercent", 100), 1),
            Whole(objections, SentKbps, "sentKbps", MostKbps),
            Whole(objections, ReceivedKbps, "receivedKbps", MostKbps),
            Whole(objections, Freezes, "freezes", MostMs),
            Whole(objections, FrozenMs, "frozenMs", MostMs),
            Whole(objections, AudioGapMs, "audioGapMs", MostMs),
            Relayed,
            objections.Word(Mode, "$.sample.mode", VisitCodes.Mode)));
    }

    private static int Whole(Objections objections, double value, string name, int most) => (int)Math.Round(Within(objections, value, name, most));

    private static double Within(Objections objections, double value, string name, int most)
    {
        if (value >= 0 && value <= most) return value;
        objections.Add($"$.sample.{name}", $"must be from 0 to {most}");
        return 0;
    }
}

internal sealed record PeerLeftPush([property: Uuid] string Id, [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Leaving))] string Reason);

internal sealed record SignalPush(
    [property: Uuid] string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DescriptionJson? Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CandidateJson? Candidate,
    int Attempt)
{
    public static SignalPush Of(CallParticipantId from, CallSignal signal) => new(
        from.ToString(),
        signal.Description is { } description ? JsonSerializer.Deserialize(description, VideoJson.Default.DescriptionJson) : null,
        signal.Candidate is { } candidate ? JsonSerializer.Deserialize(candidate, VideoJson.Default.CandidateJson) : null,
        signal.Attempt);

    public override string ToString() => From;
}

internal sealed record MediaPush([property: Uuid] string From, bool Audio, bool Video, bool Screen);

internal sealed record StepPush([property: Uuid] string From, [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Step))] string Step);

internal sealed record RemovedPush([property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Removal))] string Reason);

/// <summary>How the visit ended: <c>ended</c> where it was held, else <c>cancelled</c>.</summary>
internal sealed record EndedPush(string Reason);

/// <summary>What <see cref="VideoHub"/> calls at its clients.</summary>
internal static class VideoPushes
{
    /// <summary>Somebody came into the call.</summary>
    public static readonly Push<PeerJson> PeerJoined = new("peerJoined");

    /// <summary>Somebody went: by the own word, lost for longer than the lease, gone on elsewhere, or put out.</summary>
    public static readonly Push<PeerLeftPush> PeerLeft = new("peerLeft");

    /// <summary>A description or candidate from another participant, in the order in which that one sent them.</summary>
    public static readonly Push<SignalPush> Signal = new("signal");

    /// <summary>What another participant sends from now on.</summary>
    public static readonly Push<MediaPush> Media = new("media");

    /// <summary>Where another participant stands on the recovery ladder.</summary>
    public static readonly Push<StepPush> Step = new("step");

    /// <summary>This participant is out; nothing more comes.</summary>
    public static readonly Push<RemovedPush> Removed = new("removed");

    /// <summary>The call is over for all.</summary>
    public static readonly Push<EndedPush> Ended = new("ended");
}

/// <summary>Everything that goes over the hub of calls, written and read by generated code.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(AuthenticatedJson))]
[JsonSerializable(typeof(JoinedJson))]
[JsonSerializable(typeof(PeerJson))]
[JsonSerializable(typeof(MediaJson))]
[JsonSerializable(typeof(DescriptionJson))]
[JsonSerializable(typeof(CandidateJson))]
[JsonSerializable(typeof(SignalBody))]
[JsonSerializable(typeof(QualityBody))]
[JsonSerializable(typeof(PeerLeftPush))]
[JsonSerializable(typeof(SignalPush))]
[JsonSerializable(typeof(MediaPush))]
[JsonSerializable(typeof(StepPush))]
[JsonSerializable(typeof(RemovedPush))]
[JsonSerializable(typeof(EndedPush))]
[JsonSerializable(typeof(VisitJson))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class VideoJson : JsonSerializerContext;
