using System.Text.Json.Serialization;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Domain.Integrations;

/// <summary>A hospital's back end: its page origins, its identifier systems, its keys.</summary>
public sealed record Integration(
    IntegrationId Id,
    string Name,
    bool IsActive,
    IReadOnlyList<string> Origins,
    IReadOnlyList<IdentifierSystem> Systems,
    IReadOnlyList<IntegrationKeyLine> Keys,
    IReadOnlyList<AssertionKeyLine> AssertionKeys);

/// <summary>A key without its secret: <paramref name="Prefix"/> is the public part that tells keys apart.</summary>
public sealed record IntegrationKeyLine(Guid Id, string Prefix, IntegrationScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The end of a key that another has replaced; exclusive, null while it has none.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public bool IsGood(DateTimeOffset now) => RevokedAt is null && (EndsAt is null || now < EndsAt);
}

public sealed record AssertionKeyLine(string Kid, string Algorithm, DateTimeOffset CreatedAt);

/// <summary>A key at the one moment at which its secret is shown.</summary>
[JsonConverter(typeof(NotForJson<NewIntegrationKey>))]
public sealed record NewIntegrationKey(Guid Id, string Secret)
{
    public override string ToString() => $"IntegrationKey:{Id}";
}
