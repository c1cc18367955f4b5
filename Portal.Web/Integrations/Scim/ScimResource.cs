using System.Reflection;
using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Web.Shared.Input;

namespace Portal.Web.Integrations.Scim;

/// <summary>
/// A JSON object as directories send it: names of attributes in any case (RFC 7643 2.1), members that nobody here knows passed over, a boolean also as the
/// word (Entra ID sends <c>"False"</c>).
/// </summary>
internal readonly record struct ScimResource(JsonElement Json)
{
    public static readonly Refusal NoObject = Refusal.Invalid("$", "must be a JSON object of SCIM");

    public IEnumerable<(string Name, JsonElement Value)> Members => Json.ValueKind == JsonValueKind.Object ? Json.EnumerateObject().Select(member => (member.Name, member.Value)) : [];

    public JsonElement? Get(string name)
    {
        foreach (var (known, value) in Members)
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase) && value.ValueKind != JsonValueKind.Null) return value;
        return null;
    }

    public string? Text(string name) => Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public ScimResource In(string name) => new(Get(name) ?? default);

    /// <summary>The elements of a multi-valued attribute; one that came alone counts as one.</summary>
    public IReadOnlyList<ScimResource>? Many(string name) => Get(name) is { } value ? Several(value) : null;

    public static IReadOnlyList<ScimResource> Several(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => new ScimResource(item))] : [new(value)];

    /// <summary>What an element of a multi-valued attribute says: its <c>value</c>, or the text itself.</summary>
    public string? Value => Json.ValueKind == JsonValueKind.String ? Json.GetString() : Text("value");

    public static bool? Boolean(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var read) => read,
        _ => null,
    };

    public override string ToString() => ClinicalText.Redacted;
}

/// <summary>The body of a call: <c>application/scim+json</c> or <c>application/json</c> in UTF-8, an object without repeated members.</summary>
internal sealed class ScimBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private ScimBody(Outcome<ScimResource> resource) => Resource = resource;

    public Outcome<ScimResource> Resource { get; }

    public static async ValueTask<ScimBody> BindAsync(HttpContext context, ParameterInfo _)
    {
        var bytes = await RequestBody.Read(context, context.RequestAborted, ScimResult.ContentType);
        return new(bytes.TryGet(out var content, out var refusal) ? Parse(content) : refusal);
    }

    private static Outcome<ScimResource> Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            var root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object && IsWhole(root) ? new ScimResource(root) : ScimResource.NoObject;
        }
        catch (JsonException)
        {
            return ScimResource.NoObject;
        }
    }

    /// <summary>A broken surrogate pair is found when the text is read: here, and not halfway through the work.</summary>
    private static bool IsWhole(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is not null,
                JsonValueKind.Array => value.EnumerateArray().All(IsWhole),
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name.Length > 0 && IsWhole(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
