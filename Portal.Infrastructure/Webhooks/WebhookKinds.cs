using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Webhooks;

/// <summary>Which of what the outbox knows a webhook can be told of. What only staff may know is not here: assignments, priorities, signatures, filings, notes.</summary>
internal static class WebhookKinds
{
    private static readonly Dictionary<OutboxKind, WebhookEvents> Known = new()
    {
        [OutboxKind.MessagePosted] = WebhookEvents.MessagePosted,
        [OutboxKind.MessageCorrected] = WebhookEvents.MessageCorrected,
        [OutboxKind.MessageRetracted] = WebhookEvents.MessageRetracted,
        [OutboxKind.ConversationStarted] = WebhookEvents.ConversationStarted,
        [OutboxKind.StatusChanged] = WebhookEvents.StatusChanged,
        [OutboxKind.VisitScheduled] = WebhookEvents.VisitScheduled,
        [OutboxKind.VisitChanged] = WebhookEvents.VisitChanged,
        [OutboxKind.SummaryShared] = WebhookEvents.SummaryShared,
        [OutboxKind.AuditCheckpoint] = WebhookEvents.AuditCheckpoint,
    };

    public static WebhookEvents Event(OutboxKind kind) => Known.GetValueOrDefault(kind);

    public static string Word(OutboxKind kind) => kind == OutboxKind.WebhookTest ? WebhookTypes.Test : WebhookTypes.Word(Known[kind]);
}

/// <summary>Which webhook a delivery is for, and what of it goes in order: each conversation by itself.</summary>
internal static class WebhookLane
{
    private const string Prefix = "webhook:";
    private const int IdLength = 36;

    public static string Of(Guid webhook, Guid? conversation) => $"{Start(webhook)}{(conversation is { } id ? id.ToString("D") : "organisation")}";

    /// <summary>What the lanes of one webhook begin with.</summary>
    public static string Start(Guid webhook) => $"{Prefix}{webhook:D}:";

    public static Guid Webhook(string lane) => Guid.ParseExact(lane.AsSpan(Prefix.Length, IdLength), "D");
}
