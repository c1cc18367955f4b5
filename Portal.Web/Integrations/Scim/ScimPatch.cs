using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Domain.Shared;

namespace Portal.Web.Integrations.Scim;

internal enum ScimVerb
{
    Add,
    Remove,
    Replace,
}

/// <summary>One step of a PATCH (RFC 7644 3.5.2): <paramref name="Value"/> is undefined where there is none.</summary>
internal sealed record ScimStep(ScimVerb Verb, ScimPath Path, JsonElement Value)
{
    public override string ToString() => $"{Verb} {Path.Attribute}";
}

/// <summary>Which attribute a step is about, in small letters: <c>emails[type eq "work"].value</c> is <c>emails</c>, <c>value</c>, and the filter.</summary>
internal sealed partial record ScimPath(string Attribute, ScimFilter? Filter, string? Sub)
{
    private const string Core = "urn:ietf:params:scim:schemas:core:2.0:";

    /// <summary>Without the name of the core schema before it (<c>urn:...:User:</c>).</summary>
    public static string Bare(string name) => name.StartsWith(Core, StringComparison.OrdinalIgnoreCase) ? name[(name.LastIndexOf(':') + 1)..] : name;

    public static bool TryRead(string text, out ScimPath? path)
    {
        path = null;
        var bare = Bare(text);
        if (bare.Length > 1000 || Form.Match(bare) is not { Success: true } match) return false;
        ScimFilter? filter = null;
        if (match.Groups["filter"] is { Success: true } inner && !ScimFilter.TryRead(inner.Value, out filter)) return false;
        path = new(match.Groups["attribute"].Value.ToLowerInvariant(), filter, match.Groups["sub"] is { Success: true } sub ? sub.Value.ToLowerInvariant() : null);
        return true;
    }

    /// <summary>An attribute of an extension holds dots in its schema's name: it is one nobody here knows, whatever is behind it.</summary>
    [GeneratedRegex(@"^(?<attribute>urn:[^\[\]]+|[A-Za-z][A-Za-z0-9_$-]*)(\[(?<filter>[^\[\]]+)\])?(\.(?<sub>[A-Za-z][A-Za-z0-9_$-]*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}

/// <summary>All steps of a PATCH, read before the first is taken.</summary>
internal static class ScimPatch
{
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private const int MostOperations = 1_000;

    public static Outcome<IReadOnlyList<ScimStep>> Read(ScimResource body)
    {
        if (body.Many("schemas")?.Any(schema => schema.Value == Schema) != true) return Refusal.Invalid("schemas", "must be that of a PatchOp");
        var (steps, operations) = (new List<ScimStep>(), body.Many("Operations") ?? []);
        if (operations.Count > MostOperations) return Refusal.Invalid("Operations", "must be at most 1,000");
        foreach (var operation in operations)
        {
            if (!Enum.TryParse<ScimVerb>(operation.Text("op"), ignoreCase: true, out var verb) || !Enum.IsDefined(verb)) return Refusal.Invalid("op", "must be add, remove or replace");
            var value = operation.Get("value") ?? default;
            if (operation.Text("path") is { } text)
            {
                if (!ScimPath.TryRead(text, out var path)) return Refusal.Invalid("path", "must name an attribute");
                steps.Add(new(verb, path!, value));
            }
            else if (verb == ScimVerb.Remove || value.ValueKind != JsonValueKind.Object)
            {
                return Refusal.Invalid("path", "is required here");
            }
            else
            {
                // Without a path the value is a part of the resource: each member is a step (Entra ID names them by paths).
                foreach (var (name, member) in new ScimResource(value).Members)
                    if (ScimPath.TryRead(name, out var path)) steps.Add(new(verb, path!, member));
            }
        }

        return steps;
    }
}
