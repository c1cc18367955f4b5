using System.Text.Json.Serialization;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;

namespace Portal.Domain.Webhooks;

/// <summary>What a webhook can be told of, a bit each; stored. The words of the wire are in <see cref="WebhookTypes"/>.</summary>
[Flags]
public enum WebhookEvents : long
{
    None = 0,
    MessagePosted = 1,
    MessageCorrected = 2,
    MessageRetracted = 4,
    ConversationStarted = 8,
    StatusChanged = 16,
    VisitScheduled = 32,
    VisitChanged = 64,
    SummaryShared = 128,
    AuditCheckpoint = 256,
}

/// <summary>A webhook without its secrets: of its address only the host is ever shown again.</summary>
public sealed record Webhook(WebhookId Id, IntegrationId Integration, string Name, string Host, WebhookEvents Events, bool IsActive, DateTimeOffset CreatedAt)
{
    /// <summary>Since when every try failed; null while the last one succeeded.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Until then nothing is tried, since too much failed in a row.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>Until when the secret before the newest one signs as well; null where there is one secret.</summary>
    public DateTimeOffset? OldSecretUntil { get; init; }
}

/// <summary>One to make. The address may hold a secret of the host's, and is not printed.</summary>
/// <param name="Integration">Whose; null for the calling integration's own.</param>
/// <param name="Name">For screens.</param>
/// <param name="Address">Absolute, https.</param>
/// <param name="Events">At least one.</param>
public sealed record NewWebhook(IntegrationId? Integration, string Name, string Address, WebhookEvents Events)
{
    public override string ToString() => nameof(NewWebhook);
}

/// <summary>What a webhook is to be from now on; a null <paramref name="Address"/> keeps the one it has.</summary>
public sealed record WebhookChange(string Name, string? Address, WebhookEvents Events, bool IsActive)
{
    public override string ToString() => nameof(WebhookChange);
}

/// <summary>A secret at the one moment at which it is shown: <c>whsec_</c> and the base64 of 32 bytes.</summary>
[JsonConverter(typeof(NotForJson<NewWebhookSecret>))]
public sealed record NewWebhookSecret(WebhookId Id, string Secret)
{
    public override string ToString() => $"Webhook:{Id}";
}

/// <summary>
/// One try. <paramref name="Type"/> as on the wire; <paramref name="Status"/> is null where no answer came, and <paramref name="Code"/>, a word of
/// <see cref="WebhookCodes"/>, where it succeeded.
/// </summary>
public sealed record WebhookAttempt(DeliveryId Delivery, string Type, DateTimeOffset At, int? Status, TimeSpan Took, string? Code)
{
    /// <summary>The delivery was given up and can be replayed.</summary>
    public bool IsParked { get; init; }
}
