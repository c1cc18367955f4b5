using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Portal.Web.Shared.Input;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Document;

/// <summary>What one endpoint reads and refuses, from the metadata that its parameters left (<see cref="QueryNames"/>, <see cref="RequestBodyType"/>).</summary>
internal sealed class OperationShape : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath ?? "";
        var body = metadata.OfType<RequestBodyType>().FirstOrDefault();
        operation.Parameters = [.. PathParameters(path), .. (metadata.OfType<QueryNames>().FirstOrDefault()?.Parameters ?? []).Select(QueryParameter)];
        if (body is not null) operation.RequestBody = await Body(body.Type, context, cancellationToken);
        if (!path.StartsWith("api/", StringComparison.Ordinal)) return;

        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        if (!isOpen) operation.Security = [Needs(DocumentShape.Bearer, context.Document!), Needs(DocumentShape.Cookie, context.Document!)];
        operation.Responses ??= [];
        foreach (var problem in Problems(isOpen, body is not null, operation.Parameters.Count > 0, path.Contains('{', StringComparison.Ordinal)))
            operation.Responses.TryAdd($"{problem.Status}", Answer(problem.Title, context.Document!));
        operation.Responses.TryAdd("default", Answer("Any other problem", context.Document!));
    }

    private static IEnumerable<ProblemType> Problems(bool isOpen, bool hasBody, bool hasParameters, bool hasPath)
    {
        if (hasBody || hasParameters) yield return ProblemType.Validation;
        yield return ProblemType.Unauthorized;
        if (!isOpen) yield return ProblemType.Forbidden;
        if (hasPath) yield return ProblemType.NotFound;
        if (hasBody) yield return ProblemType.TooLarge;
        if (hasBody) yield return ProblemType.UnsupportedMediaType;
        yield return ProblemType.RateLimited;
        yield return ProblemType.NotReady;
    }

    /// <summary>Every part of an address is an id but two, which say so by their names.</summary>
    private static IEnumerable<IOpenApiParameter> PathParameters(string path) =>
        path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).Select(name => new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = name switch
            {
                "sequence" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" },
                "kid" => new OpenApiSchema { Type = JsonSchemaType.String },
                _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            },
        });

    private static OpenApiParameter QueryParameter(QueryParameter parameter) => new()
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Description,
        Schema = new OpenApiSchema
        {
            Type = parameter.Type switch { "integer" => JsonSchemaType.Integer, "boolean" => JsonSchemaType.Boolean, _ => JsonSchemaType.String },
            Format = parameter.Format,
            Enum = parameter.Values is null ? null : [.. parameter.Values.Select(value => System.Text.Json.Nodes.JsonValue.Create(value))],
        },
    };

    private static async Task<OpenApiRequestBody> Body(Type type, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        context.Document!.AddComponent<IOpenApiSchema>(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancel));
        return new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(type.Name, context.Document) },
            },
        };
    }

    private static OpenApiSecurityRequirement Needs(string scheme, OpenApiDocument document) => new() { [new(scheme, document)] = [] };

    private static OpenApiResponse Answer(string title, OpenApiDocument document) => new()
    {
        Description = title,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(DocumentShape.Problem, document) },
        },
    };
}
