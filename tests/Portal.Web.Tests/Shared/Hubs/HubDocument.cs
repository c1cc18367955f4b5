using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Web.Conversations.Live;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Hubs;

namespace Portal.Web.Tests.Shared.Hubs;

/// <summary>Makes a hub's documentation from the hub: its methods and pushes, their shapes, and the words that stand above them in the code.</summary>
internal sealed partial class HubDocument(string path, Type hub, Type pushes)
{
    private static readonly XDocument Words = XDocument.Load(Path.ChangeExtension(typeof(ConversationHub).Assembly.Location, ".xml"));
    private static readonly NullabilityInfoContext Nullability = new();

    public string Write() => string.Join('\n', Lines()) + "\n";

    private IEnumerable<string> Lines() =>
    [
        $"# The hub `{path}`",
        "",
        "Made from the code by `HubDocumentTests`; do not edit.",
        "",
        About(hub),
        "",
        "## Methods",
        "",
        "| method | result | |",
        "| --- | --- | --- |",
        .. Methods.Select(method => $"| `{method.Name}({Parameters(method)})` | {Code(Shape(Answer(method)))} | {About(method)} |"),
        "",
        "## Pushes",
        "",
        "| push | |",
        "| --- | --- |",
        .. Pushes.Select(push => $"| `{push.Name}({Shape(push.Type)})` | {push.About} |"),
        "",
        "## Shapes",
        "",
        .. Named.Select(type => $"- `{Name(type)}`: {Code(Members(type))}"),
    ];

    private IEnumerable<MethodInfo> Methods =>
        hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && method.GetBaseDefinition() == method);

    private IEnumerable<(string Name, Type Type, string About)> Pushes =>
        pushes.GetFields(BindingFlags.Public | BindingFlags.Static).Select(push =>
            ((string)push.FieldType.GetProperty("Name")!.GetValue(push.GetValue(null))!, push.FieldType.GenericTypeArguments[0], About(push)));

    /// <summary>Everything that a result or a push is made of and that has a name of its own, in order of appearance.</summary>
    private List<Type> Named
    {
        get
        {
            var found = new List<Type>();
            foreach (var type in Methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(Answer(method))).Concat(Pushes.Select(push => push.Type)))
                Collect(type, found);
            return found;
        }
    }

    private static void Collect(Type type, List<Type> found)
    {
        if (Item(type) is { } item)
        {
            Collect(item, found);
            return;
        }

        if (type.Assembly != typeof(ConversationHub).Assembly || found.Contains(type)) return;
        if (type != typeof(EventPush)) found.Add(type);
        foreach (var member in Visible(type)) Collect(member.PropertyType, found);
        foreach (var union in type.GetCustomAttributes<JsonDerivedTypeAttribute>()) Collect(union.DerivedType, found);
    }

    private static Type Answer(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type.Name.StartsWith("Task", StringComparison.Ordinal)) type = type.GenericTypeArguments[0];
        return type.Name == typeof(HubAnswer<>).Name ? type.GenericTypeArguments[0] : type;
    }

    private static string Parameters(MethodInfo method) => string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.Name}: {Shape(parameter.ParameterType)}"));

    private static string Members(Type type)
    {
        var unions = type.GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        if (unions.Count > 0) return string.Join(" or ", unions.Select(union => Name(union.DerivedType)));
        var kind = type.BaseType?.GetCustomAttributes<JsonDerivedTypeAttribute>().FirstOrDefault(union => union.DerivedType == type)?.TypeDiscriminator;
        var members = Visible(type).OrderBy(member => member.DeclaringType == type).Select(member => $"{Camel(member.Name)}{LeftOut(member)}: {Value(member)}");
        return $"{{ {string.Join(", ", kind is null ? members : members.Prepend($"type: \"{kind}\""))} }}";
    }

    /// <summary>A body's member may be left out unless it is required, an answer's where null would be written.</summary>
    private static string LeftOut(PropertyInfo member)
    {
        if (!MayBeNull(member)) return "";
        return IsOfBody(member) ? member.IsDefined(typeof(RequiredAttribute)) ? "" : "?" : member.IsDefined(typeof(JsonIgnoreAttribute)) ? "?" : "";
    }

    private static string Value(PropertyInfo member)
    {
        var shape = member.GetCustomAttribute<OneOfAttribute>() is { } words ? string.Join(" or ", words.Words.Select(word => $"\"{word}\"")) : Shape(member.PropertyType);
        return MayBeNull(member) && !IsOfBody(member) && !member.IsDefined(typeof(JsonIgnoreAttribute)) ? $"{shape} or null" : shape;
    }

    private static bool MayBeNull(PropertyInfo member) => Nullability.Create(member).ReadState == NullabilityState.Nullable;

    private static bool IsOfBody(PropertyInfo member) => member.DeclaringType!.Name.EndsWith("Body", StringComparison.Ordinal);

    private static IEnumerable<PropertyInfo> Visible(Type type) =>
        type == typeof(EventPush) ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.Name == "Event")
        : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.Name != "EqualityContract");

    private static string Shape(Type type)
    {
        if (Item(type) is { } item) return $"{Shape(item)}[]";
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "string";
        if (type == typeof(long) || type == typeof(int)) return "integer";
        if (type == typeof(double)) return "number";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(DateTimeOffset)) return "time";
        if (type == typeof(Portal.Domain.Shared.Done)) return "null";
        return Name(type);
    }

    private static Type? Item(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    private static string Name(Type type) =>
        type == typeof(EventPush) ? "Event" : type.Name.EndsWith("Json", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Code(string shape) => $"`{shape}`";

    private static string About(MemberInfo member)
    {
        var id = member switch
        {
            Type type => $"T:{type.FullName}",
            FieldInfo field => $"F:{field.DeclaringType!.FullName}.{field.Name}",
            _ => $"M:{member.DeclaringType!.FullName}.{member.Name}",
        };
        var summary = Words.Descendants("member").FirstOrDefault(one => one.Attribute("name")!.Value is var name && (name == id || name.StartsWith(id + "(", StringComparison.Ordinal)))?.Element("summary");
        if (summary is null) return "";
        var text = string.Concat(summary.Nodes().Select(node => node is XElement element ? $"`{element.Value}{element.Attribute("cref")?.Value.Split('(')[0].Split('.')[^1]}`" : node.ToString()));
        return Spaces.Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces { get; }
}
