using Portal.Web.Conversations.Wire;
using Portal.Web.Identity.Live;
using Portal.Web.Shared.Hubs;
using Portal.Web.Visits.Wire;

namespace Portal.Web.Conversations.Live;

/// <summary>What <see cref="ConversationHub"/> calls at its clients.</summary>
internal static class ConversationPushes
{
    /// <summary>To every subscribed connection, the sender's too; ascending per conversation.</summary>
    public static readonly Push<EventPush> Event = new("event");

    /// <summary>A conversation of the inbox is new or has changed.</summary>
    public static readonly Push<ConversationJson> Changed = new("conversationChanged");

    /// <summary>A conversation of the inbox is gone for this caller.</summary>
    public static readonly Push<GonePush> Gone = new("conversationChanged");

    /// <summary>Somebody's markers moved, the own ones from another device too.</summary>
    public static readonly Push<MarkerPush> Marker = new("marker");

    /// <summary>Somebody else types, or has stopped.</summary>
    public static readonly Push<TypingPush> Typing = new("typing");

    /// <summary>Somebody came, left, or is away.</summary>
    public static readonly Push<PresenceJson> Presence = new("presence");

    /// <summary>Every 30 seconds for each subscribed conversation, always: a client that missed something heals itself.</summary>
    public static readonly Push<HeadPush> Head = new("head");

    /// <summary>A visit of a subscribed conversation is new or has changed; those that are not over are told once after each subscription.</summary>
    public static readonly Push<VisitJson> Visit = new("visit");

    /// <summary>Access is lost; nothing more is pushed of this conversation.</summary>
    public static readonly Push<UnsubscribedPush> Unsubscribed = new("unsubscribed");

    /// <summary>60 seconds before the last token's end, or a third of a shorter life.</summary>
    public static readonly Push<SessionEndingJson> SessionEnding = SessionEndingJson.Push;
}
