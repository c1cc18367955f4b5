using System.Text.Json.Serialization;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Wire;

/// <summary>Everything of conversations that is read or written as JSON, by generated code.</summary>
[JsonSerializable(typeof(ConversationJson))]
[JsonSerializable(typeof(PageJson<ConversationJson>))]
[JsonSerializable(typeof(EventPageJson))]
[JsonSerializable(typeof(ReceiptJson))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(CorrectionBody))]
[JsonSerializable(typeof(RetractionBody))]
[JsonSerializable(typeof(MarkerBody))]
[JsonSerializable(typeof(DraftBody))]
[JsonSerializable(typeof(NewConversationBody))]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(AssigneeBody))]
[JsonSerializable(typeof(PriorityBody))]
internal sealed partial class ConversationsJson : JsonSerializerContext;

/// <summary>Ascending events and the head as it stood when they were read.</summary>
internal sealed record EventPageJson(IReadOnlyList<EventJson> Items, long HeadSequence);
