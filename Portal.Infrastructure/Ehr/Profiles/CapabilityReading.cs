using System.Text.Json;

namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>
/// A CapabilityStatement (hl7.org/fhir/R4/capabilitystatement.html) as filing asks it. Read with patience: servers' own statements break rules that do not matter
/// here. What is not said is not there.
/// </summary>
internal static class CapabilityReading
{
    public static EhrAbilities Read(JsonElement statement)
    {
        var rest = Items(statement, "rest").Where(one => Text(one, "mode") != "client").ToList();
        var types = new Dictionary<string, TypeAbilities>(StringComparer.Ordinal);
        foreach (var resource in rest.SelectMany(one => Items(one, "resource")))
            if (Text(resource, "type") is { } type) types[type] = Abilities(resource);
        var software = statement.TryGetProperty("software", out var named) ? Text(named, "name") : null;
        return new EhrAbilities(
            string.Join(' ', new[] { software, Text(statement, "publisher") }.OfType<string>()),
            rest.SelectMany(one => Items(one, "interaction")).Any(one => Text(one, "code") == "transaction"),
            types);
    }

    private static TypeAbilities Abilities(JsonElement resource)
    {
        bool Does(string code) => Items(resource, "interaction").Any(one => Text(one, "code") == code);
        return new TypeAbilities(
            Create: Does("create"),
            Update: Does("update"),
            ConditionalCreate: IsTrue(resource, "conditionalCreate"),
            UpdateCreate: IsTrue(resource, "updateCreate"),
            SearchByIdentifier: Items(resource, "searchParam").Any(one => Text(one, "name") == "identifier"));
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTrue(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
