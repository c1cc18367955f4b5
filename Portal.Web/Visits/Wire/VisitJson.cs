using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Visits;
using Portal.Web.CareTeams;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Visits.Wire;

/// <summary>
/// A visit as one caller sees it. <c>place</c> (1 is next) and <c>estimatedMinutes</c> are there while the patient waits; <c>devices</c> for staff only. Of two
/// answers about a visit the one with the higher <c>version</c> is the newer.
/// </summary>
internal sealed record VisitJson
{
    [Uuid]
    public required string Id { get; init; }

    [Uuid]
    public required string ConversationId { get; init; }

    public required PersonJson Patient { get; init; }

    public required CareTeamJson CareTeam { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PersonJson? Practitioner { get; init; }

    public required DateTimeOffset ScheduledFor { get; init; }

    public required int Minutes { get; init; }

    /// <summary>From when on the patient's side can check in.</summary>
    public required DateTimeOffset OpensAt { get; init; }

    [OneOf(typeof(VisitCodes), nameof(VisitCodes.Status))]
    public required string Status { get; init; }

    [OneOf(typeof(VisitCodes), nameof(VisitCodes.Waiting))]
    public required string Waiting { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CheckedInAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AdmittedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndedAt { get; init; }

    public required string Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Words { get; init; }

    public required bool IsAway { get; init; }

    public required bool IsCallRunning { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Place { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EstimatedMinutes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DevicesJson? Devices { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CallBackJson? CallBack { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Telephone { get; init; }

    public required long Version { get; init; }

    public static VisitJson Of(VisitView view) => new()
    {
        Id = view.Id.ToString(),
        ConversationId = view.Conversation.ToString(),
        Patient = new(view.Patient.Id.ToString(), view.Patient.DisplayName.Reveal()),
        CareTeam = CareTeamJson.Of(view.CareTeam),
        Practitioner = Person(view.Practitioner),
        ScheduledFor = view.State.ScheduledFor,
        Minutes = (int)view.State.Length.TotalMinutes,
        OpensAt = view.OpensAt,
        Status = VisitCodes.Status.Of(view.State.Status),
        Waiting = VisitCodes.Waiting.Of(view.State.Waiting),
        CheckedInAt = view.State.CheckedInAt,
        AdmittedAt = view.State.AdmittedAt,
        StartedAt = view.State.StartedAt,
        EndedAt = view.State.EndedAt,
        Reason = view.Reason.Reveal(),
        Words = view.Words?.Reveal(),
        IsAway = view.IsAway,
        IsCallRunning = view.IsCallRunning,
        Place = view.Estimate?.Place,
        EstimatedMinutes = view.Estimate?.Wait,
        Devices = view.Devices is { } devices ? DevicesJson.Of(devices) : null,
        CallBack = view.CallBack is { } callBack ? new(callBack.Number.Reveal(), callBack.AskedAt, callBack.DoneAt) : null,
        Telephone = view.Telephone,
        Version = view.Version,
    };

    /// <summary>A record would print its members, and most of them are clinical text.</summary>
    public override string ToString() => Id;

    private static PersonJson? Person(PersonRef? person) => person is null ? null : new(person.Id.ToString(), person.DisplayName);
}

internal sealed record DevicesJson(
    [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))] string Camera,
    [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))] string Microphone,
    [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))] string Speaker,
    [property: OneOf(typeof(VisitCodes), nameof(VisitCodes.Network))] string Network)
{
    public static DevicesJson Of(DeviceCheck check) => new(
        VisitCodes.Device.Of(check.Camera),
        VisitCodes.Device.Of(check.Microphone),
        VisitCodes.Device.Of(check.Speaker),
        VisitCodes.Network.Of(check.Network));
}

internal sealed record CallBackJson(string Number, DateTimeOffset AskedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DoneAt)
{
    public override string ToString() => "a call-back";
}

/// <summary>Somebody in the call; <paramref name="Id"/> is the place's, as the hub <c>/hubs/video</c> has it.</summary>
internal sealed record ParticipantJson(
    [property: Uuid] string Id,
    [property: Uuid] string PersonId,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Actor))] string Kind,
    string DisplayName,
    DateTimeOffset JoinedAt)
{
    public static ParticipantJson Of(CallParticipant one) => new(one.Id.ToString(), one.Person.ToString(), ConversationWords.Of(one.Kind), one.DisplayName.Reveal(), one.JoinedAt);

    public override string ToString() => Id;
}

/// <summary>What a browser needs to join a call. <paramref name="Turn"/> is false where no TURN server is configured.</summary>
internal sealed record TicketJson(string Room, IReadOnlyList<IceServerJson> IceServers, string Mode, string MediaToken, DateTimeOffset ExpiresAt, bool Turn)
{
    private const string Peer = "peer";

    public static TicketJson Of(CallTicket ticket) =>
        new(ticket.Room, [.. ticket.IceServers.Select(server => new IceServerJson(server.Urls, server.Username, server.Credential))], Peer, ticket.MediaToken, ticket.ExpiresAt, ticket.HasTurn);

    public override string ToString() => Room;
}

/// <summary>As RTCIceServer has it.</summary>
internal sealed record IceServerJson(
    IReadOnlyList<string> Urls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Credential)
{
    public override string ToString() => "an ICE server";
}

/// <summary>Everything of visits that is read or written as JSON, by generated code.</summary>
[JsonSerializable(typeof(VisitJson))]
[JsonSerializable(typeof(PageJson<VisitJson>))]
[JsonSerializable(typeof(PageJson<ParticipantJson>))]
[JsonSerializable(typeof(TicketJson))]
[JsonSerializable(typeof(NewVisitBody))]
[JsonSerializable(typeof(MoveBody))]
[JsonSerializable(typeof(CheckInBody))]
[JsonSerializable(typeof(WordsBody))]
[JsonSerializable(typeof(OptionalWordsBody))]
[JsonSerializable(typeof(HandOverBody))]
[JsonSerializable(typeof(RemoveBody))]
[JsonSerializable(typeof(CallMeBody))]
internal sealed partial class VisitsJson : JsonSerializerContext;
