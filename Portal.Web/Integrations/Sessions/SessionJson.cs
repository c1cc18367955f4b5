using System.Text.Json.Serialization;
using Portal.Domain.Integrations;
using Portal.Web.Shared.Document;

namespace Portal.Web.Integrations.Sessions;

/// <summary>A session at the one moment at which its token is shown. <paramref name="ConversationId"/> is null where none was asked for.</summary>
internal sealed record SessionJson(string Token, DateTimeOffset ExpiresAt, [property: Uuid] string PersonId, [property: Uuid] string? ConversationId)
{
    public static SessionJson Of(SessionAnswer answer) => new(answer.Token, answer.ExpiresAt, answer.Person.ToString(), answer.Conversation?.ToString());

    /// <summary>A record would print its members, and the token is a secret.</summary>
    public override string ToString() => $"Session of {PersonId}";
}

/// <summary>The whole address, to be opened once before <paramref name="ExpiresAt"/>. It is a credential: to be shown to the person, and kept by nobody.</summary>
internal sealed record LinkJson(string Url, DateTimeOffset ExpiresAt)
{
    public override string ToString() => nameof(LinkJson);
}

/// <summary>32 bytes in base64url, the same for every session of the person at the integration: seals what the widget keeps in the browser.</summary>
internal sealed record OutboxKeyJson(string Key)
{
    public override string ToString() => nameof(OutboxKeyJson);
}

[JsonSerializable(typeof(SessionBody))]
[JsonSerializable(typeof(ExchangeBody))]
[JsonSerializable(typeof(LinkBody))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(SessionJson))]
[JsonSerializable(typeof(LinkJson))]
[JsonSerializable(typeof(OutboxKeyJson))]
internal sealed partial class SessionsJson : JsonSerializerContext;
