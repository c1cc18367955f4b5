using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portal.Domain.Conversations;
using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Document;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Conversations.Live;

/// <summary>The answer of <c>SubscribeInbox</c>; <paramref name="Cursor"/> is that of <c>GET /api/v1/conversations</c> for those after, or null.</summary>
internal sealed record InboxJson(IReadOnlyList<ConversationJson> Conversations, string? Cursor)
{
    public static InboxJson Of(InboxStart start) => new([.. start.Conversations.Select(ConversationJson.Of)], start.Cursor);
}

/// <summary>The answer of <c>Subscribe</c>.</summary>
internal sealed record SubscriptionJson(
    IReadOnlyList<EventJson> Events, long HeadSequence, bool More, IReadOnlyList<MarkerJson> Markers, IReadOnlyList<PresenceJson> Presence)
{
    public static SubscriptionJson Of(FeedStart start) => new(
        [.. start.Events.Select(EventJson.Of)],
        start.Head.Value,
        start.More,
        [.. start.Markers.Select(marker => new MarkerJson(marker.Person.ToString(), marker.Delivered.Value, marker.Read.Value))],
        [.. start.Presence.Select(PresenceJson.Of)]);
}

internal sealed record MarkerJson(string PersonId, long Delivered, long Read);

internal sealed record PresenceJson(string PersonId, [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Presence))] string State)
{
    public static PresenceJson Of(Presence presence) => new(presence.Person.ToString(), ConversationWords.Presence.Of(presence.State));
}

/// <summary>The hub writes what it pushes as the type it finds; an event must be written as the union it belongs to, or its <c>type</c> is lost.</summary>
[JsonConverter(typeof(EventPushConverter))]
internal sealed record EventPush(EventJson Event);

internal sealed class EventPushConverter : JsonConverter<EventPush>
{
    public override EventPush Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Events are pushed, and never taken.");

    public override void Write(Utf8JsonWriter writer, EventPush value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Event, (JsonTypeInfo<EventJson>)options.GetTypeInfo(typeof(EventJson)));
}

internal sealed record MarkerPush(string ConversationId, string PersonId, long Delivered, long Read);

internal sealed record TypingPush(string ConversationId, string PersonId, bool IsTyping);

internal sealed record HeadPush(string ConversationId, long HeadSequence);

internal sealed record UnsubscribedPush(string ConversationId, string Reason);

internal sealed record GonePush(string Id)
{
    public bool Gone => true;
}

/// <summary>Everything that goes over the hub, written and read by generated code.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(AuthenticatedJson))]
[JsonSerializable(typeof(SessionEndingJson))]
[JsonSerializable(typeof(InboxJson))]
[JsonSerializable(typeof(SubscriptionJson))]
[JsonSerializable(typeof(ReceiptJson))]
[JsonSerializable(typeof(ConversationJson))]
[JsonSerializable(typeof(EventPush))]
[JsonSerializable(typeof(EventJson))]
[JsonSerializable(typeof(MarkerPush))]
[JsonSerializable(typeof(TypingPush))]
[JsonSerializable(typeof(HeadPush))]
[JsonSerializable(typeof(UnsubscribedPush))]
[JsonSerializable(typeof(GonePush))]
[JsonSerializable(typeof(PresenceJson))]
[JsonSerializable(typeof(VisitJson))]
internal sealed partial class LiveJson : JsonSerializerContext;
