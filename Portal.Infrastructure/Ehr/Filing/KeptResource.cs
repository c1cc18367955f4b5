using System.Text.Json;
using Portal.Infrastructure.Ehr.Mapping;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What the EHR holds, as far as it says whose it is and which version of which summary.</summary>
internal static class KeptResource
{
    /// <summary>What it is to the filing that asks.</summary>
    public static Kinship Of(JsonElement resource, FrozenFiling frozen)
    {
        if (TypeOf(resource) != frozen.Type) return Kinship.Other;
        if (!resource.TryGetProperty("subject", out var subject) || !Names(subject, frozen.Subject)) return Kinship.Other;
        var identifiers = Identifiers(resource).ToList();
        if (identifiers.Any(one => one.System == frozen.VersionSystem && Same(one.Value, frozen.VersionValue))) return Kinship.Same;
        var another = identifiers.Where(one => one.System == frozen.VersionSystem).Select(one => one.Value).FirstOrDefault();
        if (another is not null) return VersionName.Read(another) is { } theirs && VersionName.Read(frozen.VersionValue) is { } ours && theirs.IsEarlierThan(ours) ? Kinship.EarlierVersion : Kinship.Other;
        return identifiers.Any(one => one.System == frozen.KeySystem && Same(one.Value, frozen.KeyValue)) ? Kinship.Same : Kinship.Nameless;
    }

    /// <summary>Which version of the summary it says it is; null where it does not.</summary>
    public static int? NumberOf(JsonElement resource, FrozenFiling frozen) =>
        Identifiers(resource).Where(one => one.System == frozen.VersionSystem).Select(one => VersionName.Read(one.Value)).OfType<VersionName>().FirstOrDefault()?.Version;

    public static string? TypeOf(JsonElement resource) => Text(resource, "resourceType");

    public static string? IdOf(JsonElement resource) => Text(resource, "id");

    public static string? VersionOf(JsonElement resource) => resource.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? Text(meta, "versionId") : null;

    public static string? StatusOf(JsonElement resource) => Text(resource, "status");

    /// <summary>A server that ignores what it is asked for answers with everything, and one that matches loosely with another spelling, which is another person's.</summary>
    public static bool Carries(JsonElement resource, string system, string value) => Identifiers(resource).Any(one => one.System == system && one.Value == value);

    /// <summary>Closed, or merged into another (<c>replaced-by</c>): what stands there is no longer kept.</summary>
    public static bool IsInactive(JsonElement person) =>
        (person.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False)
        || (person.TryGetProperty("link", out var links) && links.ValueKind == JsonValueKind.Array && links.EnumerateArray().Any(link => Text(link, "type") == "replaced-by"));

    /// <summary>Of that type, and some version of the summary.</summary>
    public static bool IsOfSummary(JsonElement resource, string type, FrozenFiling frozen) =>
        TypeOf(resource) == type && Identifiers(resource).Any(one => Same(one.Value, frozen.SummaryValue) || (one.System == frozen.VersionSystem && one.Value.StartsWith(frozen.SummaryValue + ".", StringComparison.OrdinalIgnoreCase)));

    /// <summary>It says whose it is, and that is not the patient, <c>Patient/1</c>.</summary>
    public static bool IsOfAnother(JsonElement resource, string patient) =>
        resource.TryGetProperty("subject", out var subject) && subject.ValueKind == JsonValueKind.Object && Text(subject, "reference") is not null && !Names(subject, patient);

    private static IEnumerable<(string System, string Value)> Identifiers(JsonElement resource)
    {
        if (resource.TryGetProperty("identifier", out var list) && list.ValueKind == JsonValueKind.Array)
            foreach (var one in list.EnumerateArray()) yield return (Text(one, "system") ?? "", Text(one, "value") ?? "");
        if (resource.TryGetProperty("masterIdentifier", out var master)) yield return (Text(master, "system") ?? "", Text(master, "value") ?? "");
    }

    /// <summary>Relative, or absolute as some servers rewrite it.</summary>
    private static bool Names(JsonElement reference, string literal) =>
        reference.ValueKind == JsonValueKind.Object && Text(reference, "reference") is { } written && (written == literal || written.EndsWith("/" + literal, StringComparison.Ordinal));

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

internal enum Kinship
{
    /// <summary>This very version.</summary>
    Same,

    /// <summary>The same summary, as it was signed before.</summary>
    EarlierVersion,

    /// <summary>The right patient's, and none of our identifiers is kept on it.</summary>
    Nameless,

    /// <summary>Something else, or somebody else's.</summary>
    Other,
}
