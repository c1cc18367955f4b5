using System.Text.Json;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>
/// Whether JSON is a well-formed resource, before anything is made of it: the first rule that is not kept, and where. Elements that have no
/// property here are held to what holds for all of JSON in FHIR.
/// </summary>
internal static class FhirCheck
{
    /// <summary>Null where it is one; <paramref name="expected"/> is the record asked for, or <see cref="Resource"/> for any.</summary>
    public static FhirDefect? Of(JsonElement root, Type expected)
    {
        var wrong = new FhirDefect(ResourceTypes.NameOf(expected), FhirRule.WrongResourceType);
        if (root.ValueKind != JsonValueKind.Object) return wrong;
        if (TypeOf(root) is not { } name || (expected != typeof(Resource) && name != ResourceTypes.NameOf(expected))) return wrong;
        return Content(root, ResourceTypes.Find(name), new Place(ResourceTypes.Find(name)?.Name ?? ResourceTypes.NameOf(typeof(Resource))));
    }

    private static FhirDefect? Content(JsonElement value, Type? type, Place place) => type is null ? Unknown(value, place) : Members(value, Shape.Of(type), place);

    private static FhirDefect? Members(JsonElement value, Shape shape, Place place)
    {
        if (value.ValueKind != JsonValueKind.Object) return place.Breaks(FhirRule.WrongJsonType);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var member = MemberOf(shape, property.Name);
            var at = place.Of(member?.PathName ?? "*");
            if (!seen.Add(property.Name)) return at.Breaks(FhirRule.Repeated);
            var defect = member is null ? UnknownMember(value, property, at) : property.Name.StartsWith('_') ? Siblings(value, property.Value, member, at) : Value(value, property.Value, member, at);
            if (defect is not null) return defect;
        }

        return seen.Count == 0 ? place.Breaks(FhirRule.EmptyObject) : Cardinality(shape, seen, place);
    }

    private static FhirDefect? Cardinality(Shape shape, HashSet<string> seen, Place place)
    {
        var names = seen.Any(name => name.StartsWith('_')) ? seen.Select(name => name.StartsWith('_') ? name[1..] : name).ToHashSet(StringComparer.Ordinal) : seen;
        foreach (var choice in shape.Choices)
        {
            var count = names.Count(choice.Has);
            if (count > 1) return place.Of(choice.Prefix).Breaks(FhirRule.SeveralOfAChoice);
            if (count == 0 && choice.IsRequired) return place.Of(choice.Prefix).Breaks(FhirRule.Missing);
        }

        var missing = shape.Members.Values.FirstOrDefault(member => member.IsRequired && !names.Contains(member.Name));
        return missing is null ? null : place.Of(missing.PathName).Breaks(FhirRule.Missing);
    }

    /// <summary>Null for what has no property here; <c>_name</c> is of the member only where that is a primitive.</summary>
    private static Member? MemberOf(Shape shape, string name)
    {
        if (shape.Members.TryGetValue(name, out var member)) return member;
        return name.StartsWith('_') && shape.Members.TryGetValue(name[1..], out member) && member.Element is null ? member : null;
    }

    private static FhirDefect? Value(JsonElement owner, JsonElement value, Member member, Place place)
    {
        if (!member.IsList) return value.ValueKind == JsonValueKind.Array ? place.Breaks(FhirRule.NotAList) : Single(value, member, place);
        if (value.ValueKind != JsonValueKind.Array) return place.Breaks(value.ValueKind == JsonValueKind.Null ? FhirRule.Null : FhirRule.NotInAList);
        if (value.GetArrayLength() == 0) return place.Breaks(FhirRule.EmptyArray);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var isBesideAnExtension = item.ValueKind == JsonValueKind.Null && member.Element is null && HasItem(owner, "_" + member.Name, index);
            if (!isBesideAnExtension && Single(item, member, place.At(index)) is { } defect) return defect;
            index++;
        }

        return null;
    }

    private static FhirDefect? Single(JsonElement value, Member member, Place place)
    {
        if (value.ValueKind == JsonValueKind.Null) return place.Breaks(FhirRule.Null);
        if (member.Element is null) return member.Primitive(value) is { } rule ? place.Breaks(rule) : null;
        if (value.ValueKind != JsonValueKind.Object) return place.Breaks(FhirRule.WrongJsonType);
        if (member.Element != typeof(Resource)) return Members(value, Shape.Of(member.Element), place);
        return TypeOf(value) is { } name ? Content(value, ResourceTypes.Find(name), place) : place.Breaks(FhirRule.WrongResourceType);
    }

    /// <summary>The extensions of a primitive: an object, or for a list an array of one object or null for each of its values.</summary>
    private static FhirDefect? Siblings(JsonElement owner, JsonElement value, Member member, Place place)
    {
        if (!member.IsList) return Sibling(value, place);
        if (value.ValueKind != JsonValueKind.Array) return place.Breaks(FhirRule.NotInAList);
        if (value.GetArrayLength() == 0) return place.Breaks(FhirRule.EmptyArray);
        if (owner.TryGetProperty(member.Name, out var values) && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() != value.GetArrayLength())
            return place.Breaks(FhirRule.UnequalLength);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var isBesideAValue = item.ValueKind == JsonValueKind.Null && HasItem(owner, member.Name, index);
            if (!isBesideAValue && Sibling(item, place.At(index)) is { } defect) return defect;
            index++;
        }

        return null;
    }

    private static FhirDefect? Sibling(JsonElement value, Place place) => value.ValueKind switch
    {
        JsonValueKind.Null => place.Breaks(FhirRule.Null),
        JsonValueKind.Object => Members(value, Shape.Of(typeof(PrimitiveElement)), place),
        _ => place.Breaks(FhirRule.WrongJsonType),
    };

    private static bool HasItem(JsonElement owner, string name, int index) =>
        owner.TryGetProperty(name, out var values)
        && values.ValueKind == JsonValueKind.Array
        && index < values.GetArrayLength()
        && values[index].ValueKind != JsonValueKind.Null;

    /// <summary>Null stands in an array only beside an extension or a value, whatever the element's type is.</summary>
    private static FhirDefect? UnknownMember(JsonElement owner, JsonProperty member, Place place)
    {
        if (member.Value.ValueKind != JsonValueKind.Array) return Unknown(member.Value, place);
        if (member.Value.GetArrayLength() == 0) return place.Breaks(FhirRule.EmptyArray);
        var sibling = member.Name.StartsWith('_') ? member.Name[1..] : "_" + member.Name;
        var index = 0;
        foreach (var item in member.Value.EnumerateArray())
        {
            var isBeside = item.ValueKind == JsonValueKind.Null && HasItem(owner, sibling, index);
            if (!isBeside && Unknown(item, place.At(index)) is { } defect) return defect;
            index++;
        }

        return null;
    }

    /// <summary>FHIR has no arrays in arrays.</summary>
    private static FhirDefect? Unknown(JsonElement value, Place place) => value.ValueKind switch
    {
        JsonValueKind.Object => UnknownObject(value, place),
        JsonValueKind.Array => place.Breaks(FhirRule.WrongJsonType),
        JsonValueKind.String => PrimitiveChecks.Text(value) is { } rule ? place.Breaks(rule) : null,
        JsonValueKind.Null => place.Breaks(FhirRule.Null),
        _ => null,
    };

    private static FhirDefect? UnknownObject(JsonElement value, Place place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            if (!seen.Add(property.Name)) return place.Of("*").Breaks(FhirRule.Repeated);
            if (UnknownMember(value, property, place.Of("*")) is { } defect) return defect;
        }

        return seen.Count == 0 ? place.Breaks(FhirRule.EmptyObject) : null;
    }

    /// <summary>Null unless it says a type of the form that types have.</summary>
    private static string? TypeOf(JsonElement resource) =>
        resource.TryGetProperty("resourceType", out var type)
        && type.ValueKind == JsonValueKind.String
        && type.GetString() is { Length: > 0 and <= 64 } name
        && char.IsAsciiLetterUpper(name[0])
        && name.All(char.IsAsciiLetter)
            ? name
            : null;
}
