using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Portal.Web.Shared.Document;

/// <summary>
/// Says of each type what the serialiser does with it and the framework cannot see: times have one form; a body's members are there where they are
/// required, and no others may be; an answer's members are all there but those left out when null, and others may come.
/// </summary>
internal sealed class SchemaShape : IOpenApiSchemaTransformer
{
    private const string BodySuffix = "Body";
    private const string AnswerSuffix = "Json";

    /// <summary>The contract's name of a type: answers go without the suffix that tells them from the domain's.</summary>
    public static string? Name(JsonTypeInfo type)
    {
        if (type.Type.IsGenericType && type.Type.Name.StartsWith("PageJson", StringComparison.Ordinal)) return Trim(type.Type.GenericTypeArguments[0].Name) + "Page";
        return OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name ? Trim(name) : null;
    }

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type) == typeof(DateTimeOffset)) ShapeTime(schema);
        if (context.JsonPropertyInfo?.AttributeProvider is { } member) ShapeMember(schema, member);
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object) ShapeObject(schema, context.JsonTypeInfo);
        return Task.CompletedTask;
    }

    private static string Trim(string name) => name.EndsWith(AnswerSuffix, StringComparison.Ordinal) ? name[..^AnswerSuffix.Length] : name;

    private static void ShapeTime(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String | (schema.Type.GetValueOrDefault() & JsonSchemaType.Null);
        schema.Format = "date-time";
        schema.Pattern = @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$";
    }

    private static void ShapeMember(OpenApiSchema schema, ICustomAttributeProvider member)
    {
        if (member.IsDefined(typeof(UuidAttribute), inherit: true)) schema.Format = "uuid";
        if (member.GetCustomAttributes(typeof(OneOfAttribute), inherit: true) is [OneOfAttribute words]) schema.Enum = [.. words.Words.Select(word => JsonValue.Create(word))];
        if (IsRequired(member) || IsLeftOut(member)) schema.Type &= ~JsonSchemaType.Null;
    }

    private static void ShapeObject(OpenApiSchema schema, JsonTypeInfo type)
    {
        var isBody = type.Type.Name.EndsWith(BodySuffix, StringComparison.Ordinal);
        schema.AdditionalPropertiesAllowed = !isBody;
        if (schema.Properties is null) return;
        var required = type.Properties
            .Where(member => member.AttributeProvider is { } attributes && (isBody ? IsRequired(attributes) || member.IsRequired : !IsLeftOut(attributes)))
            .Select(member => member.Name)
            .Where(schema.Properties.ContainsKey);
        schema.Required = new HashSet<string>(required, StringComparer.Ordinal);
    }

    private static bool IsRequired(ICustomAttributeProvider member) => member.IsDefined(typeof(RequiredAttribute), inherit: true);

    private static bool IsLeftOut(ICustomAttributeProvider member) =>
        member.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];
}
