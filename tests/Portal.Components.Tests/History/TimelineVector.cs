using System.Globalization;
using System.Text.Json;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;

namespace Portal.Components.Tests.History;

/// <summary>One vector of <c>wwwroot-shared/vectors</c> in the words of this program; the README there says what each means.</summary>
internal sealed class TimelineVector(JsonElement vector)
{
    public static readonly string Folder = Repository.Path("wwwroot-shared", "vectors");

    public static JsonElement.ArrayEnumerator Of(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file))).RootElement.GetProperty("vectors").EnumerateArray();

    public Timeline Start()
    {
        var start = vector.GetProperty("start");
        return Timeline.Start(
            IdOf<ConversationId>(start, "conversationId"), IdOf<PersonId>(start, "selfId"), SequenceOf(start, "after"), SequenceOf(start, "readSequence"), SequenceOf(start, "headSequence"));
    }

    public IEnumerable<TimelineInput> Inputs() => vector.GetProperty("inputs").EnumerateArray().Select(Input);

    public string Expected() => JsonSerializer.Serialize(vector.GetProperty("expected"), Indented);

    /// <summary>The same JSON as in the vector's <c>expected</c>, of what the reducer made.</summary>
    public static string Found(IEnumerable<TimelineOutcome> outcomes, Timeline timeline) => JsonSerializer.Serialize(
        new
        {
            outcomes = outcomes.Select(Camel),
            first = timeline.First.Value,
            last = timeline.Last.Value,
            head = timeline.Head.Value,
            entries = TimelineEntries.Of(timeline).Select(Shape),
            markers = timeline.Markers.OrderBy(marker => marker.Person.ToString(), StringComparer.Ordinal)
                .Select(marker => new { personId = marker.Person.ToString(), delivered = marker.Delivered.Value, read = marker.Read.Value }),
        },
        Indented);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static object Shape(TimelineEntry entry) => entry switch
    {
        TimelineEntry.Unread => new { kind = "unread" },
        TimelineEntry.Notice notice => new { kind = "notice", sequence = notice.Item.Sequence.Value, type = Camel(notice.Item.Body.GetType().Name) },
        TimelineEntry.Message message => new
        {
            kind = "message",
            sequence = message.Sequence?.Value,
            actorId = message.Actor?.Id.ToString(),
            own = message.IsOwn,
            clientMessageId = message.Id?.ToString(),
            text = message.Text?.Reveal(),
            replyTo = message.ReplyTo?.Value,
            corrected = message.IsCorrected,
            state = message.State?.ToString(),
            failure = message.Failure,
        },
        _ => throw new InvalidOperationException(entry.GetType().Name),
    };

    private static TimelineInput Input(JsonElement input) => TextOf(input, "kind") switch
    {
        "events" => new TimelineInput.EventsCame(Events(input), input.TryGetProperty("headSequence", out var head) ? new(head.GetInt64()) : default),
        "older" => new TimelineInput.OlderCame(Events(input)),
        "head" => new TimelineInput.HeadSeen(SequenceOf(input, "headSequence")),
        "marker" => new TimelineInput.MarkerMoved(new(IdOf<PersonId>(input, "personId"), SequenceOf(input, "delivered"), SequenceOf(input, "read"))),
        "send" => new TimelineInput.Sent(MessageId(input), new(TextOf(input, "text")), Maybe(input, "replyTo"), TimeOf(input, "at")),
        "accepted" => new TimelineInput.Accepted(MessageId(input), new(SequenceOf(input, "sequence"), TimeOf(input, "sentAt"))),
        "failed" => new TimelineInput.NotTaken(MessageId(input), TextOf(input, "reason")),
        "retry" => new TimelineInput.Retried(MessageId(input)),
        "discard" => new TimelineInput.Discarded(MessageId(input)),
        "trim" => new TimelineInput.Trimmed(input.GetProperty("keep").GetInt32()),
        var kind => throw new InvalidDataException($"a kind of input that this program does not know: {kind}"),
    };

    private static List<ConversationEvent> Events(JsonElement input) => [.. input.GetProperty("events").EnumerateArray().Select(Event)];

    private static ConversationEvent Event(JsonElement found)
    {
        var actor = found.GetProperty("actor");
        var by = new EventActor(IdOf<PersonId>(actor, "id"), Enum.Parse<ActorKind>(TextOf(actor, "kind"), ignoreCase: true), new(TextOf(actor, "displayName")));
        EventBody body = TextOf(found, "type") switch
        {
            "messagePosted" => new EventBody.MessagePosted(MessageId(found), new(TextOf(found, "text")), Maybe(found, "replyTo"), []),
            "messageCorrected" => new EventBody.MessageCorrected(SequenceOf(found, "target"), new(TextOf(found, "text"))),
            "messageRetracted" => new EventBody.MessageRetracted(SequenceOf(found, "target"), RetractionReason.Mistake),
            "participantJoined" => new EventBody.ParticipantJoined(by.Id, by.Kind, by.DisplayName),
            "statusChanged" => new EventBody.StatusChanged(Enum.Parse<ConversationStatus>(TextOf(found, "status"), ignoreCase: true)),
            var type => throw new InvalidDataException($"a type of event that this program does not know: {type}"),
        };
        return new(IdOf<ConversationId>(found, "conversationId"), SequenceOf(found, "sequence"), Id.New<EventId>(), TimeOf(found, "at"), by, body);
    }

    private static ClientMessageId MessageId(JsonElement of) => IdOf<ClientMessageId>(of, "clientMessageId");

    private static TId IdOf<TId>(JsonElement of, string name) where TId : struct, IId<TId> =>
        Id.TryParse<TId>(TextOf(of, name), out var id) ? id : throw new InvalidDataException($"no id: {name}");

    private static Sequence SequenceOf(JsonElement of, string name) => new(of.GetProperty(name).GetInt64());

    private static Sequence? Maybe(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? new(value.GetInt64()) : null;

    private static DateTimeOffset TimeOf(JsonElement of, string name) => DateTimeOffset.Parse(TextOf(of, name), CultureInfo.InvariantCulture);

    private static string TextOf(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static string Camel<T>(T name) where T : notnull => JsonNamingPolicy.CamelCase.ConvertName(name.ToString()!);
}
