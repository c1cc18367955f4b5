using System.Text;
using System.Text.Json;
using Portal.Infrastructure.Ehr.Fhir;
using Portal.Infrastructure.Ehr.Fhir.Reading;
using Portal.Infrastructure.Ehr.Fhir.Resources;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>The records against what HL7 publishes: the elements of each type, and every value that stands in the definitions.</summary>
public sealed class PublishedTests
{
    /// <summary>Bundles of four megabytes of resources that have no type here, with what such resources hold: numbers, narrative, extensions of primitives.</summary>
    [PublishedFact]
    public void A_bundle_of_resources_of_other_types_is_written_back_as_it_was_read()
    {
        foreach (var file in Published.Files)
        {
            var bytes = File.ReadAllBytes(file);
            Assert.True(FhirJson.TryRead<Bundle>(bytes, out var bundle, out var defect), $"{Path.GetFileName(file)} {defect}");
            Assert.InRange(bundle.Entry!.Count, 90, 200);
            Assert.All(bundle.Entry!, entry => Assert.IsType<UnknownResource>(entry.Resource));
            Assert.Empty(JsonSame.Differences(bytes, FhirJson.Write(bundle)));
        }
    }

    /// <summary>Extensions of the definitions, and the values that they fix or give as examples, as the extension of a patient.</summary>
    [PublishedFact]
    public void Every_value_of_a_data_type_is_written_back_as_it_was_read()
    {
        var count = 0;
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var extension in Published.Files.SelectMany(Published.Resources).SelectMany(Extensions))
        {
            var patient = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","extension":[{{extension}}]}""");
            Assert.True(FhirJson.TryRead<Patient>(patient, out var read, out var defect), $"{extension} {defect}");
            Assert.Empty(JsonSame.Differences(patient, FhirJson.Write(read)));
            types.UnionWith(read.Extension![0].GetType().GetProperties().Where(property => property.Name.StartsWith("Value", StringComparison.Ordinal) && property.GetValue(read.Extension[0]) is not null).Select(property => property.Name));
            count++;
        }

        Assert.InRange(count, 1_000, int.MaxValue);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "ValueCodeableConcept", "ValueString", "ValueUri", "ValueCode" }, types);
    }

    /// <summary>Profiles narrow an element's cardinality and say what it was before: that is R4's.</summary>
    [PublishedFact]
    public void Each_element_of_a_published_type_has_its_place_in_the_record()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var definition in Published.Files.SelectMany(Published.Resources).Where(IsOfOurTypes))
            foreach (var element in definition.GetProperty("snapshot").GetProperty("element").EnumerateArray().Where(element => !element.GetProperty("id").GetString()!.Contains(':', StringComparison.Ordinal)))
            {
                var path = element.GetProperty("path").GetString()!;
                if (path.Contains('.', StringComparison.Ordinal) && seen.Add(path)) wrong.AddRange(Objections(element, path));
            }

        Assert.Empty(wrong);
        Assert.InRange(seen.Count, 300, int.MaxValue);
    }

    private static IEnumerable<string> Objections(JsonElement element, string path)
    {
        if (Owner(path) is not { } owner) return [$"{path}: no record of what it is in"];
        var name = path[(path.LastIndexOf('.') + 1)..];
        var min = element.GetProperty("base").GetProperty("min").GetInt32();
        if (name.EndsWith("[x]", StringComparison.Ordinal)) return Choice(element, path, owner, name[..^3], min);
        if (!owner.Members.TryGetValue(name, out var member)) return [$"{path}: no property"];
        var isList = element.GetProperty("base").GetProperty("max").GetString() != "1";
        return
        [
            .. member.IsList == isList ? Array.Empty<string>() : [$"{path}: list"],
            .. member.IsRequired == (min > 0) ? Array.Empty<string>() : [$"{path}: required"],
        ];
    }

    private static IEnumerable<string> Choice(JsonElement element, string path, Shape owner, string prefix, int min)
    {
        var choice = owner.Choices.FirstOrDefault(one => one.Prefix == prefix);
        if (choice is null || choice.IsRequired != min > 0) yield return $"{path}: choice";
        foreach (var type in element.GetProperty("type").EnumerateArray().Select(type => type.GetProperty("code").GetString()!))
            if (prefix != "value" && !owner.Members.ContainsKey(prefix + char.ToUpperInvariant(type[0]) + type[1..])) yield return $"{path}: {type}";
    }

    /// <summary>The shape that the path's last element is in.</summary>
    private static Shape? Owner(string path)
    {
        var parts = path.Split('.');
        var shape = Shape.Of(ResourceTypes.Find(parts[0])!);
        foreach (var part in parts[1..^1])
        {
            if (!shape.Members.TryGetValue(part, out var member) || member.Element is not { } type) return null;
            shape = Shape.Of(type);
        }

        return shape;
    }

    private static bool IsOfOurTypes(JsonElement resource) =>
        resource.GetProperty("resourceType").GetString() == "StructureDefinition"
        && resource.GetProperty("kind").GetString() == "resource"
        && ResourceTypes.Find(resource.GetProperty("type").GetString()!) is not null;

    private static IEnumerable<string> Extensions(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array) return value.EnumerateArray().SelectMany(Extensions);
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().SelectMany(OfProperty) : [];
    }

    private static IEnumerable<string> OfProperty(JsonProperty property)
    {
        foreach (var prefix in (string[])["fixed", "pattern"])
            if (property.Name.StartsWith(prefix, StringComparison.Ordinal) && property.Name.Length > prefix.Length)
                yield return $$"""{"url":"http://example.org/value","value{{property.Name[prefix.Length..]}}":{{property.Value.GetRawText()}}}""";
        if (property.Name == "example")
            foreach (var value in property.Value.EnumerateArray().SelectMany(example => example.EnumerateObject()).Where(one => one.Name.StartsWith("value", StringComparison.Ordinal)))
                yield return $$"""{"url":"http://example.org/value","{{value.Name}}":{{value.Value.GetRawText()}}}""";
        if (property.Name == "extension")
            foreach (var extension in property.Value.EnumerateArray()) yield return extension.GetRawText();
        foreach (var deeper in Extensions(property.Value)) yield return deeper;
    }
}
