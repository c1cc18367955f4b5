using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Web.Shared.Document;

namespace Portal.Web.Conversations.Wire;

/// <summary>One event of a conversation. It never changes once given out.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MessagePostedJson), "messagePosted")]
[JsonDerivedType(typeof(MessageCorrectedJson), "messageCorrected")]
[JsonDerivedType(typeof(MessageRetractedJson), "messageRetracted")]
[JsonDerivedType(typeof(ParticipantJoinedJson), "participantJoined")]
[JsonDerivedType(typeof(ParticipantLeftJson), "participantLeft")]
[JsonDerivedType(typeof(StatusChangedJson), "statusChanged")]
[JsonDerivedType(typeof(AssignedJson), "assigned")]
[JsonDerivedType(typeof(PriorityChangedJson), "priorityChanged")]
[JsonDerivedType(typeof(VisitScheduledJson), "visitScheduled")]
[JsonDerivedType(typeof(VisitCheckedInJson), "visitCheckedIn")]
[JsonDerivedType(typeof(VisitStartedJson), "visitStarted")]
[JsonDerivedType(typeof(VisitEndedJson), "visitEnded")]
[JsonDerivedType(typeof(SummarySignedJson), "summarySigned")]
[JsonDerivedType(typeof(SummaryFiledJson), "summaryFiled")]
[JsonDerivedType(typeof(SummarySharedJson), "summaryShared")]
[JsonDerivedType(typeof(BreakGlassDeclaredJson), "breakGlassDeclared")]
internal abstract record EventJson
{
    [Uuid]
    public string ConversationId { get; private init; } = "";

    public long Sequence { get; private init; }

    public DateTimeOffset At { get; private init; }

    public ActorJson Actor { get; private init; } = ActorJson.Nobody;

    public static EventJson Of(ConversationEvent happened) => Body(happened.Body) with
    {
        ConversationId = happened.Conversation.ToString(),
        Sequence = happened.Sequence.Value,
        At = happened.At,
        Actor = ActorJson.Of(happened.Actor),
    };

    /// <summary>A record would print its members, and most of them are clinical text.</summary>
    public sealed override string ToString() => $"{ConversationId}/{Sequence}";

    private static EventJson Body(EventBody body) => body switch
    {
        EventBody.MessagePosted posted => new MessagePostedJson(
            posted.ClientMessageId.ToString(),
            posted.Text.Reveal(),
            posted.ReplyTo?.Value,
            [.. posted.Attachments.Select(AttachmentJson.Of)]),
        EventBody.MessageCorrected corrected => new MessageCorrectedJson(corrected.Target.Value, corrected.Text.Reveal()),
        EventBody.MessageRetracted retracted => new MessageRetractedJson(retracted.Target.Value),
        EventBody.ParticipantJoined joined =>
            new ParticipantJoinedJson(new(joined.Person.ToString(), ConversationWords.Of(joined.Kind), joined.DisplayName.Reveal())),
        EventBody.ParticipantLeft left => new ParticipantLeftJson(new(left.Person.ToString())),
        EventBody.StatusChanged changed => new StatusChangedJson(ConversationWords.Status.Of(changed.Status)),
        EventBody.Assigned assigned => new AssignedJson(assigned.Assignee is { } person ? new(person.ToString(), assigned.DisplayName ?? "") : null),
        EventBody.PriorityChanged changed => new PriorityChangedJson(ConversationWords.Priority.Of(changed.Priority)),
        EventBody.VisitScheduled scheduled => new VisitScheduledJson(scheduled.Visit.ToString(), scheduled.ScheduledFor, (int)scheduled.Length.TotalMinutes),
        EventBody.VisitCheckedIn checkedIn => new VisitCheckedInJson(checkedIn.Visit.ToString()),
        EventBody.VisitStarted started => new VisitStartedJson(started.Visit.ToString()),
        EventBody.VisitEnded ended => new VisitEndedJson(ended.Visit.ToString(), ConversationWords.VisitOutcome.Of(ended.Outcome)),
        EventBody.SummarySigned signed => new SummarySignedJson(signed.Summary.ToString(), signed.Version, ConversationWords.Signing.Of(signed.How)),
        EventBody.SummaryFiled filed => new SummaryFiledJson(filed.Summary.ToString(), filed.Version, ConversationWords.Filing.Of(filed.Outcome)),
        EventBody.SummaryShared shared => new SummarySharedJson(shared.Summary.ToString(), shared.Version, shared.Text?.Reveal()),
        EventBody.BreakGlassDeclared declared =>
            new BreakGlassDeclaredJson(declared.Grant.ToString(), ConversationWords.Purpose.Of(declared.Purpose), declared.Reason.Reveal(), declared.Until),
        _ => throw new InvalidOperationException($"No word on the wire for {body.GetType().Name}"),
    };
}

internal sealed record MessagePostedJson([property: Uuid] string ClientMessageId, string Text, long? ReplyTo, IReadOnlyList<AttachmentJson> Attachments) : EventJson;

internal sealed record MessageCorrectedJson(long Target, string Text) : EventJson;

/// <summary>Clients hide the text, which stays in the record. Why is for the record alone.</summary>
internal sealed record MessageRetractedJson(long Target) : EventJson;

internal sealed record ParticipantJoinedJson(ActorJson Participant) : EventJson;

internal sealed record ParticipantLeftJson(ParticipantJson Participant) : EventJson;

internal sealed record StatusChangedJson([property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Status))] string Status) : EventJson;

/// <summary>Team conversations only; null where it is nobody's now.</summary>
internal sealed record AssignedJson(PersonJson? Assignee) : EventJson;

/// <summary>Team conversations only.</summary>
internal sealed record PriorityChangedJson([property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Priority))] string Priority) : EventJson;

/// <summary>Booked, or moved: the same visit again with another time.</summary>
internal sealed record VisitScheduledJson([property: Uuid] string VisitId, DateTimeOffset ScheduledFor, int Minutes) : EventJson;

internal sealed record VisitCheckedInJson([property: Uuid] string VisitId) : EventJson;

internal sealed record VisitStartedJson([property: Uuid] string VisitId) : EventJson;

internal sealed record VisitEndedJson([property: Uuid] string VisitId, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.VisitOutcome))] string Outcome) : EventJson;

/// <summary>Team conversations only.</summary>
internal sealed record SummarySignedJson([property: Uuid] string SummaryId, int Version, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Signing))] string Change) : EventJson;

/// <summary>Team conversations only.</summary>
internal sealed record SummaryFiledJson([property: Uuid] string SummaryId, int Version, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Filing))] string Outcome) : EventJson;

/// <summary>The care team's instructions for the patient, signed. A later one of the same summary takes the place of the one before; where the text is null they are withdrawn.</summary>
internal sealed record SummarySharedJson([property: Uuid] string SummaryId, int Version, string? Text) : EventJson;

/// <summary>Team conversations only: whoever acts here has opened this patient by emergency access until then, for this reason.</summary>
internal sealed record BreakGlassDeclaredJson(
    [property: Uuid] string BreakGlassId, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Purpose))] string Purpose, string Reason, DateTimeOffset Until) : EventJson;

/// <summary>Who did it, with the name as it was then.</summary>
internal sealed record ActorJson([property: Uuid] string Id, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Actor))] string Kind, string DisplayName)
{
    public static readonly ActorJson Nobody = new("", "", "");

    public static ActorJson Of(EventActor actor) => new(actor.Id.ToString(), ConversationWords.Of(actor.Kind), actor.DisplayName.Reveal());

    public override string ToString() => Id;
}

internal sealed record ParticipantJson([property: Uuid] string Id);

/// <summary>A file that goes with a message; <paramref name="Size"/> in bytes.</summary>
internal sealed record AttachmentJson([property: Uuid] string Id, string Name, string ContentType, long Size)
{
    public static AttachmentJson Of(AttachmentRef attachment) => new(attachment.Id.ToString(), attachment.Name.Reveal(), attachment.ContentType, attachment.Size);

    public override string ToString() => Id;
}
