using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>Making and changing integrations; every change bumps the access version.</summary>
public interface IIntegrations
{
    [Decides(CareAction.ReadOrganisation)]
    Task<Outcome<IReadOnlyList<Integration>>> List(Actor actor, CancellationToken cancel);

    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Integration>> Create(Actor actor, string name, CancellationToken cancel);

    /// <summary>
    /// A suspended integration is none: its keys, sessions, assertions and origins are no good within five seconds, and are again when it is active again.
    /// </summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> SetActive(Actor actor, IntegrationId integration, bool isActive, CancellationToken cancel);

    /// <summary>Origins are exact: scheme, host and port, lower case, no path.</summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> SetOrigins(Actor actor, IntegrationId integration, IReadOnlyList<string> origins, CancellationToken cancel);

    /// <summary>A system belongs to one integration only, and stays for the kind of people it is for once there are any.</summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> SetSystems(Actor actor, IntegrationId integration, IReadOnlyList<IdentifierSystem> systems, CancellationToken cancel);

    /// <summary>256 random bits, shown once, stored hashed.</summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<NewIntegrationKey>> CreateKey(Actor actor, IntegrationId integration, IntegrationScopes scopes, CancellationToken cancel);

    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> RevokeKey(Actor actor, IntegrationId integration, Guid key, CancellationToken cancel);

    /// <summary>
    /// A new key with the scopes of that one, which is good for <paramref name="overlap"/> more (at most 7 days): the host changes over without a gap. What
    /// was replaced stays good until its end, also where its successor is replaced in turn; to replace one a second time is 422.
    /// </summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<NewIntegrationKey>> RotateKey(Actor actor, IntegrationId integration, Guid key, TimeSpan overlap, CancellationToken cancel);

    /// <summary>
    /// Where a host's secrets are in the wrong hands: its keys, assertion keys and sessions end, within five seconds those that are open, and its webhooks are switched off. What is
    /// registered stays, so that it begins again with a new key.
    /// </summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> RevokeAll(Actor actor, IntegrationId integration, CancellationToken cancel);

    /// <summary>As <see cref="AddAssertionKey"/>, by an administrator on the host's behalf.</summary>
    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<AssertionKeyLine>> AddAssertionKeyTo(Actor actor, IntegrationId integration, string kid, string jwk, CancellationToken cancel);

    [Decides(CareAction.ManageIntegrations)]
    Task<Outcome<Done>> RemoveAssertionKeyFrom(Actor actor, IntegrationId integration, string kid, CancellationToken cancel);

    /// <summary>The calling integration itself: id, origins, scopes.</summary>
    [Decides(CareAction.ReadIntegration)]
    Task<Outcome<Integration>> Current(Actor actor, CancellationToken cancel);

    /// <summary>A public JWK with <c>kid</c> (RFC 7517): EC P-256 or P-384, or RSA of 2048 bits and more. A kid in use is a conflict.</summary>
    [Decides(CareAction.ManageOwnAssertionKeys)]
    Task<Outcome<AssertionKeyLine>> AddAssertionKey(Actor actor, string kid, string jwk, CancellationToken cancel);

    [Decides(CareAction.ManageOwnAssertionKeys)]
    Task<Outcome<Done>> RemoveAssertionKey(Actor actor, string kid, CancellationToken cancel);
}

/// <summary>Where pages of integrations may come from: asked by every Origin check and for <c>frame-ancestors</c>. Cached, dropped with the access version.</summary>
public interface IEmbedHosts
{
    /// <summary>Registered by any active integration.</summary>
    [DecidesNothing("origins of active integrations are public: they stand in frame-ancestors")]
    ValueTask<bool> IsRegistered(string origin, CancellationToken cancel);

    /// <summary>The origins of one active integration; empty for an unknown one.</summary>
    [DecidesNothing("origins of active integrations are public: they stand in frame-ancestors")]
    ValueTask<IReadOnlyList<string>> OriginsOf(IntegrationId integration, CancellationToken cancel);
}
