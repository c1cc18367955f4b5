using System.Text.Json.Serialization;
using Portal.Domain.Webhooks;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Webhooks;

/// <summary>A webhook as its integration sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Host">Of the address, which is not shown again.</param>
/// <param name="Events">Types that it is told of.</param>
/// <param name="Active">False: nothing is sent, and what waits is dropped.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="FailingSince">Since when every try failed; null where the last one succeeded.</param>
/// <param name="RestsUntil">Until then nothing is tried.</param>
/// <param name="OldSecretUntil">Until when the secret before the newest signs as well.</param>
internal sealed record WebhookJson(
    [property: Uuid] string Id,
    string Name,
    string Host,
    IReadOnlyList<string> Events,
    bool Active,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FailingSince,
    DateTimeOffset? RestsUntil,
    DateTimeOffset? OldSecretUntil)
{
    public static WebhookJson Of(Webhook webhook) => new(
        webhook.Id.ToString(), webhook.Name, webhook.Host, WebhookTypes.Words(webhook.Events), webhook.IsActive, webhook.CreatedAt, webhook.FailingSince, webhook.RestsUntil, webhook.OldSecretUntil);
}

/// <summary>The secret by which deliveries are verified, shown this once.</summary>
internal sealed record WebhookSecretJson([property: Uuid] string Id, string Secret)
{
    public static WebhookSecretJson Of(NewWebhookSecret made) => new(made.Id.ToString(), made.Secret);

    public override string ToString() => Id;
}

/// <summary>One try of a delivery. <paramref name="Status"/> is null where no answer came, <paramref name="Code"/> where it succeeded; <paramref name="Parked"/>: it can be replayed.</summary>
internal sealed record WebhookAttemptJson([property: Uuid] string DeliveryId, string Type, DateTimeOffset At, int? Status, int Milliseconds, string? Code, bool Parked)
{
    public static WebhookAttemptJson Of(WebhookAttempt attempt) =>
        new(attempt.Delivery.ToString(), attempt.Type, attempt.At, attempt.Status, (int)attempt.Took.TotalMilliseconds, attempt.Code, attempt.IsParked);
}

[JsonSerializable(typeof(PageJson<WebhookJson>))]
[JsonSerializable(typeof(WebhookSecretJson))]
[JsonSerializable(typeof(PageJson<WebhookAttemptJson>))]
[JsonSerializable(typeof(NewWebhookBody))]
[JsonSerializable(typeof(WebhookChangeBody))]
internal sealed partial class WebhooksJson : JsonSerializerContext;
