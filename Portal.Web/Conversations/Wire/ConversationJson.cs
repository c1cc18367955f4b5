using System.Text.Json.Serialization;
using Portal.Domain.Conversations;
using Portal.Web.CareTeams;
using Portal.Web.Shared.Document;

namespace Portal.Web.Conversations.Wire;

/// <summary>A conversation as one caller sees it: markers and count are the caller's own. Priority and assignee are there for staff only.</summary>
internal sealed record ConversationJson(
    [property: Uuid] string Id,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Kind))] string Kind,
    string Topic,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Status))] string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), OneOf(typeof(ConversationWords), nameof(ConversationWords.Priority))] string? Priority,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PersonJson? Patient,
    CareTeamJson CareTeam,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PersonJson? Assignee,
    long HeadSequence,
    long DeliveredSequence,
    long ReadSequence,
    int UnreadCount,
    DateTimeOffset LastActivityAt)
{
    public static ConversationJson Of(ConversationView view) => new(
        view.Id.ToString(),
        ConversationWords.Kind.Of(view.Kind),
        view.Topic.Reveal(),
        ConversationWords.Status.Of(view.Status),
        view.Priority is { } priority ? ConversationWords.Priority.Of(priority) : null,
        view.Patient is { } patient ? new(patient.Id.ToString(), patient.DisplayName.Reveal()) : null,
        CareTeamJson.Of(view.CareTeam),
        view.Assignee is { } assignee ? new(assignee.Id.ToString(), assignee.DisplayName) : null,
        view.Head.Value,
        view.Delivered.Value,
        view.Read.Value,
        view.Unread,
        view.LastActivityAt);

    /// <summary>A record would print its members, and the topic is clinical text.</summary>
    public override string ToString() => Id;
}

internal sealed record PersonJson([property: Uuid] string Id, string DisplayName)
{
    public override string ToString() => Id;
}

/// <summary>What an acknowledged write answers; <paramref name="SentAt"/> is the event's <c>at</c>.</summary>
internal sealed record ReceiptJson(long Sequence, DateTimeOffset SentAt)
{
    public static ReceiptJson Of(Receipt receipt) => new(receipt.Sequence.Value, receipt.SentAt);
}
