using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Visits.Wire;

internal static class VisitLimits
{
    public const int Reason = 500;
    public const int Words = 500;
    public const int Number = 40;

    public static TimeSpan Length(Objections objections, int? minutes, int usual)
    {
        if (minutes is < Appointments.ShortestMinutes or > Appointments.LongestMinutes)
            objections.Add("$.minutes", $"must be from {Appointments.ShortestMinutes} to {Appointments.LongestMinutes}");
        return TimeSpan.FromMinutes(minutes ?? usual);
    }
}

/// <summary>A visit as asked for; <c>scheduledFor</c> null is now.</summary>
internal sealed class NewVisitBody : IBody<NewVisit>
{
    [Required, Uuid]
    public string? ConversationId { get; init; }

    [JsonRequired]
    public DateTimeOffset? ScheduledFor { get; init; }

    [Required, MaxLength(VisitLimits.Reason)]
    public string? Reason { get; init; }

    [Range(Appointments.ShortestMinutes, Appointments.LongestMinutes)]
    public int? Minutes { get; init; }

    /// <summary>A person id; missing is whoever of the care team is free.</summary>
    [Uuid]
    public string? Practitioner { get; init; }

    public Outcome<NewVisit> Read()
    {
        var objections = new Objections();
        return objections.Or(new NewVisit(
            objections.Id<ConversationId>(ConversationId, "$.conversationId"),
            ScheduledFor,
            VisitLimits.Length(objections, Minutes, Appointments.UsualMinutes),
            Practitioner is null ? null : objections.Id<PersonId>(Practitioner, "$.practitioner"),
            objections.Words(Reason, "$.reason", VisitLimits.Reason)));
    }
}

/// <summary>What <see cref="MoveBody"/> means; a length of null stays as it was.</summary>
internal sealed record Moving(DateTimeOffset ScheduledFor, TimeSpan? Length);

internal sealed class MoveBody : IBody<Moving>
{
    [Required]
    public DateTimeOffset? ScheduledFor { get; init; }

    [Range(Appointments.ShortestMinutes, Appointments.LongestMinutes)]
    public int? Minutes { get; init; }

    public Outcome<Moving> Read()
    {
        var objections = new Objections();
        objections.Required(ScheduledFor, "$.scheduledFor");
        var length = VisitLimits.Length(objections, Minutes, Appointments.UsualMinutes);
        return objections.Or(new Moving(ScheduledFor.GetValueOrDefault(), Minutes is null ? null : length));
    }
}

/// <summary>What a knock brings along.</summary>
internal sealed record Knock(DeviceCheck? Devices);

/// <summary>The knock, with what the device check found; an empty object where there was none.</summary>
internal sealed class CheckInBody : IBody<Knock>
{
    public DevicesBody? Devices { get; init; }

    public Outcome<Knock> Read()
    {
        var objections = new Objections();
        return objections.Or(new Knock(Devices?.Read(objections)));
    }
}

internal sealed class DevicesBody
{
    [Required, OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))]
    public string? Camera { get; init; }

    [Required, OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))]
    public string? Microphone { get; init; }

    [Required, OneOf(typeof(VisitCodes), nameof(VisitCodes.Device))]
    public string? Speaker { get; init; }

    [Required, OneOf(typeof(VisitCodes), nameof(VisitCodes.Network))]
    public string? Network { get; init; }

    public DeviceCheck Read(Objections objections) => new(
        objections.Word(Camera, "$.devices.camera", VisitCodes.Device),
        objections.Word(Microphone, "$.devices.microphone", VisitCodes.Device),
        objections.Word(Speaker, "$.devices.speaker", VisitCodes.Device),
        objections.Word(Network, "$.devices.network", VisitCodes.Network));
}

/// <summary>Words that the other side is told.</summary>
internal sealed class WordsBody : IBody<ClinicalText>
{
    [Required, MaxLength(VisitLimits.Words)]
    public string? Words { get; init; }

    public Outcome<ClinicalText> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Words(Words, "$.words", VisitLimits.Words));
    }
}

/// <inheritdoc cref="WordsBody"/>
internal sealed class OptionalWordsBody : IBody<ClinicalText?>
{
    [MaxLength(VisitLimits.Words)]
    public string? Words { get; init; }

    public Outcome<ClinicalText?> Read()
    {
        var objections = new Objections();
        return objections.Or(Words is null ? (ClinicalText?)null : objections.Words(Words, "$.words", VisitLimits.Words));
    }
}

/// <summary>Who is to see the patient now; null is whoever is free, and so the member must be there.</summary>
internal sealed class HandOverBody : IBody<PersonId?>
{
    [JsonRequired, Uuid]
    public string? Practitioner { get; init; }

    public Outcome<PersonId?> Read()
    {
        var objections = new Objections();
        return objections.Or(Practitioner is null ? (PersonId?)null : objections.Id<PersonId>(Practitioner, "$.practitioner"));
    }
}

/// <summary>Whose place in the call: a participant's id, as <c>GET .../participants</c> and the hub <c>/hubs/video</c> tell it.</summary>
internal sealed class RemoveBody : IBody<CallParticipantId>
{
    [Required, Uuid]
    public string? Participant { get; init; }

    public Outcome<CallParticipantId> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Id<CallParticipantId>(Participant, "$.participant"));
    }
}

/// <summary>The number to call, as the patient writes it.</summary>
internal sealed class CallMeBody : IBody<ClinicalText>
{
    [Required, MaxLength(VisitLimits.Number)]
    public string? Number { get; init; }

    public Outcome<ClinicalText> Read()
    {
        var objections = new Objections();
        return objections.Or(objections.Words(Number, "$.number", VisitLimits.Number));
    }
}
