using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>What an object of a type may and must hold, read off its record: the record is the one place where that is said.</summary>
internal sealed class Shape
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();

    private Shape(Type type)
    {
        var properties = FhirJsonContext.Default.GetTypeInfo(type)!.Properties.Where(property => !property.IsExtensionData);
        Choices = [.. type.GetCustomAttributes<ChoiceAttribute>()];
        Members = properties.Select(property => Member.Of(property, Choices)).ToDictionary(member => member.Name, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, Member> Members { get; }

    public IReadOnlyList<ChoiceAttribute> Choices { get; }

    public static Shape Of(Type type) => Known.GetOrAdd(type, static one => new Shape(one));
}

/// <summary>One element of a shape. <see cref="Element"/> is null for a primitive, of which <see cref="Primitive"/> then says what is wrong with a value.</summary>
internal sealed class Member
{
    private Member(string name, string pathName)
    {
        Name = name;
        PathName = pathName;
    }

    /// <summary>As in JSON: <c>contentString</c>.</summary>
    public string Name { get; }

    /// <summary>As in FHIRPath: <c>content</c>.</summary>
    public string PathName { get; }

    public bool IsRequired { get; private init; }

    public bool IsList { get; private init; }

    /// <summary>The record of an element that is an object; <see cref="Resource"/> where any resource may stand.</summary>
    public Type? Element { get; private init; }

    public Func<JsonElement, FhirRule?> Primitive { get; private init; } = static _ => null;

    public static Member Of(JsonPropertyInfo property, IEnumerable<ChoiceAttribute> choices)
    {
        var isList = property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var declared = isList ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var isElement = typeof(FhirNode).IsAssignableFrom(type);
        return new Member(property.Name, choices.FirstOrDefault(choice => choice.Has(property.Name))?.Prefix ?? property.Name)
        {
            IsRequired = property.IsRequired,
            IsList = isList,
            Element = isElement ? type : null,
            Primitive = isElement ? static _ => null : PrimitiveChecks.Of(type, FormatOf(property)),
        };
    }

    private static FhirFormat FormatOf(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(FormatAttribute), inherit: true).OfType<FormatAttribute>().FirstOrDefault()?.Format ?? FhirFormat.Text;
}

internal static class ChoiceNames
{
    /// <summary>Whether a JSON name is one of the choice, of a type that is known here or not.</summary>
    public static bool Has(this ChoiceAttribute choice, string name) =>
        name.Length > choice.Prefix.Length && name.StartsWith(choice.Prefix, StringComparison.Ordinal) && char.IsAsciiLetterUpper(name[choice.Prefix.Length]);
}
