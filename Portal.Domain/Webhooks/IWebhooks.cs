using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;

namespace Portal.Domain.Webhooks;

/// <summary>
/// Addresses of integrations' hosts that are told of what happens to their patients, by ids alone. An administrator manages all of them, an integration its own: of
/// another's it is told that there is none.
/// </summary>
public interface IWebhooks
{
    /// <summary>All of them.</summary>
    [Decides(CareAction.ReadOrganisation)]
    Task<Outcome<IReadOnlyList<Webhook>>> List(Actor actor, CancellationToken cancel);

    /// <summary>Those that the actor may change.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<IReadOnlyList<Webhook>>> Managed(Actor actor, CancellationToken cancel);

    /// <summary>Begins with what happens from now on. The secret is shown once.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<NewWebhookSecret>> Create(Actor actor, NewWebhook webhook, CancellationToken cancel);

    /// <summary>What is waiting goes to the new address; what the webhook does not want any more is dropped.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<Done>> Change(Actor actor, WebhookId webhook, WebhookChange change, CancellationToken cancel);

    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<Done>> Remove(Actor actor, WebhookId webhook, CancellationToken cancel);

    /// <summary>Until the old secret's end, 24 hours on, deliveries bear a signature by each.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<NewWebhookSecret>> RotateSecret(Actor actor, WebhookId webhook, CancellationToken cancel);

    /// <summary>One delivery of type <c>test</c>, now, however the receiver did so far; it is not tried again.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<WebhookAttempt>> Test(Actor actor, WebhookId webhook, CancellationToken cancel);

    /// <summary>The tries of the last 30 days, newest first.</summary>
    [Decides(CareAction.ReadOrganisation)]
    Task<Outcome<Page<WebhookAttempt>>> Attempts(Actor actor, WebhookId webhook, PageRequest page, CancellationToken cancel);

    /// <summary>The same, of one that the actor may change.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<Page<WebhookAttempt>>> ManagedAttempts(Actor actor, WebhookId webhook, PageRequest page, CancellationToken cancel);

    /// <summary>Tries a delivery again that was given up; 422 where it was not.</summary>
    [Decides(CareAction.ManageWebhooks)]
    Task<Outcome<Done>> Replay(Actor actor, WebhookId webhook, DeliveryId delivery, CancellationToken cancel);
}
