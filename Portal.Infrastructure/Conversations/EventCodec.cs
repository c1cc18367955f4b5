using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations;

/// <summary>
/// Events to rows and back. What is clinical (text, names) is one sealed JSON object a row; ids, codes and targets stand in columns, since
/// order, idempotency and unread counts need them.
/// </summary>
internal static class EventCodec
{
    public static byte[] SealBody(DataKey key, ConversationId conversation, EventId id, EventActor actor, EventBody body) =>
        key.Seal(JsonSerializer.SerializeToUtf8Bytes(ToPayload(actor, body), PayloadJson.Default.Payload), BodyContext(conversation.Value, id.Value));

    public static EventType TypeOf(EventBody body) => body switch
    {
        EventBody.MessagePosted => EventType.MessagePosted,
        EventBody.MessageCorrected => EventType.MessageCorrected,
        EventBody.MessageRetracted => EventType.MessageRetracted,
        EventBody.ParticipantJoined => EventType.ParticipantJoined,
        EventBody.ParticipantLeft => EventType.ParticipantLeft,
        EventBody.StatusChanged => EventType.StatusChanged,
        EventBody.Assigned => EventType.Assigned,
        EventBody.PriorityChanged => EventType.PriorityChanged,
        EventBody.VisitScheduled => EventType.VisitScheduled,
        EventBody.VisitCheckedIn => EventType.VisitCheckedIn,
        EventBody.VisitStarted => EventType.VisitStarted,
        EventBody.VisitEnded => EventType.VisitEnded,
        EventBody.SummarySigned => EventType.SummarySigned,
        EventBody.SummaryFiled => EventType.SummaryFiled,
        EventBody.SummaryShared => EventType.SummaryShared,
        EventBody.BreakGlassDeclared => EventType.BreakGlassDeclared,
        _ => throw new InvalidOperationException("An event of an unknown kind cannot be stored."),
    };

    public static long? TargetOf(EventBody body) => body switch
    {
        EventBody.MessageCorrected corrected => corrected.Target.Value,
        EventBody.MessageRetracted retracted => retracted.Target.Value,
        _ => null,
    };

    /// <summary>The same event that was given out when it was written.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The row was changed or moved.</exception>
    public static ConversationEvent Read(DataKey key, ConversationEventRow row)
    {
        var json = key.Open(row.Body, BodyContext(row.ConversationId, row.EventId));
        var payload = JsonSerializer.Deserialize(json, PayloadJson.Default.Payload)!;
        return new ConversationEvent(
            new ConversationId(row.ConversationId),
            new Sequence(row.Sequence),
            new EventId(row.EventId),
            row.At.ToUniversalTime(),
            new EventActor(new PersonId(row.SenderId), (ActorKind)row.SenderKind, new ClinicalText(payload.By)),
            ToBody(row, payload));
    }

    private static byte[] BodyContext(Guid conversation, Guid id) => Context.Of("event", conversation, id);

    private static Payload ToPayload(EventActor actor, EventBody body)
    {
        var payload = new Payload { By = actor.DisplayName.Reveal() };
        return body switch
        {
            EventBody.MessagePosted posted => payload with
            {
                Text = posted.Text.Reveal(),
                ReplyTo = posted.ReplyTo?.Value,
                Attachments = posted.Attachments.Count == 0 ? null : [.. posted.Attachments.Select(file => new PayloadFile(file.Id.Value, file.Name.Reveal(), file.ContentType, file.Size))],
            },
            EventBody.MessageCorrected corrected => payload with { Text = corrected.Text.Reveal() },
            EventBody.MessageRetracted retracted => payload with { Code = (int)retracted.Reason },
            EventBody.ParticipantJoined joined => payload with { Person = joined.Person.Value, Code = (int)joined.Kind, Text = joined.DisplayName.Reveal() },
            EventBody.ParticipantLeft left => payload with { Person = left.Person.Value },
            EventBody.StatusChanged changed => payload with { Code = (int)changed.Status },
            EventBody.Assigned assigned => payload with { Person = assigned.Assignee?.Value, Text = assigned.DisplayName },
            EventBody.PriorityChanged changed => payload with { Code = (int)changed.Priority },
            EventBody.VisitScheduled scheduled => payload with { Visit = scheduled.Visit.Value, At = scheduled.ScheduledFor, Code = (int)scheduled.Length.TotalMinutes },
            EventBody.VisitCheckedIn checkedIn => payload with { Visit = checkedIn.Visit.Value },
            EventBody.VisitStarted started => payload with { Visit = started.Visit.Value },
            EventBody.VisitEnded ended => payload with { Visit = ended.Visit.Value, Code = (int)ended.Outcome },
            EventBody.SummarySigned signed => payload with { Summary = signed.Summary.Value, Version = signed.Version, Code = (int)signed.How },
            EventBody.SummaryFiled filed => payload with { Summary = filed.Summary.Value, Version = filed.Version, Code = (int)filed.Outcome },
            EventBody.SummaryShared shared => payload with { Summary = shared.Summary.Value, Version = shared.Version, Text = shared.Text?.Reveal() },
            EventBody.BreakGlassDeclared declared => payload with { Grant = declared.Grant.Value, Code = (int)declared.Purpose, Text = declared.Reason.Reveal(), At = declared.Until },
            _ => throw new InvalidOperationException("An event of an unknown kind cannot be stored."),
        };
    }

    private static EventBody ToBody(ConversationEventRow row, Payload payload) => (EventType)row.Type switch
    {
        EventType.MessagePosted => new EventBody.MessagePosted(
            new ClientMessageId(row.ClientMessageId!.Value),
            new ClinicalText(payload.Text!),
            payload.ReplyTo is { } reply ? new Sequence(reply) : null,
            payload.Attachments is null ? [] : [.. payload.Attachments.Select(file => new AttachmentRef(new AttachmentId(file.Id), new ClinicalText(file.Name), file.Type, file.Size))]),
        EventType.MessageCorrected => new EventBody.MessageCorrected(new Sequence(row.Target!.Value), new ClinicalText(payload.Text!)),
        EventType.MessageRetracted => new EventBody.MessageRetracted(new Sequence(row.Target!.Value), (RetractionReason)payload.Code!.Value),
        EventType.ParticipantJoined => new EventBody.ParticipantJoined(new PersonId(payload.Person!.Value), (ActorKind)payload.Code!.Value, new ClinicalText(payload.Text!)),
        EventType.ParticipantLeft => new EventBody.ParticipantLeft(new PersonId(payload.Person!.Value)),
        EventType.StatusChanged => new EventBody.StatusChanged((ConversationStatus)payload.Code!.Value),
        EventType.Assigned => new EventBody.Assigned(payload.Person is { } person ? new PersonId(person) : null, payload.Text),
        EventType.PriorityChanged => new EventBody.PriorityChanged((Priority)payload.Code!.Value),
        EventType.VisitScheduled => new EventBody.VisitScheduled(new VisitId(payload.Visit!.Value), payload.At!.Value, TimeSpan.FromMinutes(payload.Code!.Value)),
        EventType.VisitCheckedIn => new EventBody.VisitCheckedIn(new VisitId(payload.Visit!.Value)),
        EventType.VisitStarted => new EventBody.VisitStarted(new VisitId(payload.Visit!.Value)),
        EventType.VisitEnded => new EventBody.VisitEnded(new VisitId(payload.Visit!.Value), (VisitOutcome)payload.Code!.Value),
        EventType.SummarySigned => new EventBody.SummarySigned(new SummaryId(payload.Summary!.Value), payload.Version!.Value, (SummarySigning)payload.Code!.Value),
        EventType.SummaryFiled => new EventBody.SummaryFiled(new SummaryId(payload.Summary!.Value), payload.Version!.Value, (FilingOutcome)payload.Code!.Value),
        EventType.SummaryShared => new EventBody.SummaryShared(new SummaryId(payload.Summary!.Value), payload.Version!.Value, payload.Text is { } words ? new ClinicalText(words) : null),
        EventType.BreakGlassDeclared => new EventBody.BreakGlassDeclared(
            new BreakGlassId(payload.Grant!.Value), (BreakGlassPurpose)payload.Code!.Value, new ClinicalText(payload.Text!), payload.At!.Value),
    };
}

/// <summary>The sealed part of an event. Short names, since they are stored with every message.</summary>
internal sealed record Payload
{
    [JsonPropertyName("b")]
    public string By { get; init; } = "";

    [JsonPropertyName("t")]
    public string? Text { get; init; }

    [JsonPropertyName("r")]
    public long? ReplyTo { get; init; }

    [JsonPropertyName("a")]
    public IReadOnlyList<PayloadFile>? Attachments { get; init; }

    [JsonPropertyName("p")]
    public Guid? Person { get; init; }

    [JsonPropertyName("c")]
    public int? Code { get; init; }

    [JsonPropertyName("v")]
    public Guid? Visit { get; init; }

    [JsonPropertyName("w")]
    public DateTimeOffset? At { get; init; }

    [JsonPropertyName("s")]
    public Guid? Summary { get; init; }

    [JsonPropertyName("n")]
    public int? Version { get; init; }

    [JsonPropertyName("g")]
    public Guid? Grant { get; init; }
}

internal sealed record PayloadFile(
    [property: JsonPropertyName("i")] Guid Id,
    [property: JsonPropertyName("n")] string Name,
    [property: JsonPropertyName("t")] string Type,
    [property: JsonPropertyName("s")] long Size);

[JsonSerializable(typeof(Payload))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class PayloadJson : JsonSerializerContext;
