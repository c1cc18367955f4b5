namespace Portal.Domain.Webhooks;

/// <summary>Kinds of events as the public contract calls them.</summary>
public static class WebhookTypes
{
    /// <summary>Of a delivery that somebody asked for to see whether it arrives.</summary>
    public const string Test = "test";

    public static IReadOnlyList<(WebhookEvents Event, string Word)> All { get; } =
    [
        (WebhookEvents.MessagePosted, "message.posted"),
        (WebhookEvents.MessageCorrected, "message.corrected"),
        (WebhookEvents.MessageRetracted, "message.retracted"),
        (WebhookEvents.ConversationStarted, "conversation.started"),
        (WebhookEvents.StatusChanged, "conversation.status-changed"),
        (WebhookEvents.VisitScheduled, "visit.scheduled"),
        (WebhookEvents.VisitChanged, "visit.changed"),
        (WebhookEvents.SummaryShared, "summary.shared"),
        (WebhookEvents.AuditCheckpoint, "audit.checkpoint"),
    ];

    public static string Word(WebhookEvents one) => All.Single(type => type.Event == one).Word;

    public static IReadOnlyList<string> Words(WebhookEvents events) => [.. All.Where(type => (events & type.Event) != WebhookEvents.None).Select(type => type.Word)];

    /// <summary>None for a word that is none.</summary>
    public static WebhookEvents Of(string word) => All.FirstOrDefault(type => type.Word == word).Event;
}
