using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Integrations;

/// <summary>The calling integration.</summary>
internal sealed record IntegrationJson([property: Uuid] string Id, IReadOnlyList<string> Origins, IReadOnlyList<string> Scopes)
{
    public static IntegrationJson Of(Integration integration, IntegrationScopes scopes) => new(integration.Id.ToString(), integration.Origins, ScopeWords.Of(scopes));
}

/// <summary>A registered key without its numbers.</summary>
internal sealed record AssertionKeyJson(string Kid, string Alg, DateTimeOffset CreatedAt)
{
    public static AssertionKeyJson Of(AssertionKeyLine key) => new(key.Kid, key.Algorithm, key.CreatedAt);
}

/// <summary>A key to register: its name, and the public key as a JWK (RFC 7517).</summary>
internal sealed partial class AssertionKeyBody : IBody<NewAssertionKey>
{
    [Required]
    public string? Kid { get; init; }

    [Required]
    public JsonElement? Jwk { get; init; }

    /// <summary>A name that can stand in an address as it is; null where it can.</summary>
    public static string? Objection(string kid) => Name.IsMatch(kid) ? null : "must be 1 to 200 of A-Z a-z 0-9 . _ ~ : @ + = -";

    public Outcome<NewAssertionKey> Read()
    {
        var objections = new Objections();
        if (objections.Required(Kid, "$.kid") && Objection(Kid) is { } objection) objections.Add("$.kid", objection);
        if (objections.Required(Jwk, "$.jwk") && Jwk.Value.ValueKind != JsonValueKind.Object) objections.Add("$.jwk", "must be an object");
        return objections.Refusal is { } refusal ? refusal : new NewAssertionKey(Kid!, Jwk!.Value.GetRawText());
    }

    [GeneratedRegex("^[A-Za-z0-9._~:@+=-]{1,200}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }
}

internal sealed record NewAssertionKey(string Kid, string Jwk);

[JsonSerializable(typeof(IntegrationJson))]
[JsonSerializable(typeof(AssertionKeyJson))]
[JsonSerializable(typeof(AssertionKeyBody))]
[JsonSerializable(typeof(UsageDayJson[]))]
internal sealed partial class IntegrationsJson : JsonSerializerContext;
