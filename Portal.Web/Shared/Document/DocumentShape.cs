using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Document;

/// <summary>What holds for the whole API: its address, its credentials, and how it says no.</summary>
internal sealed class DocumentShape(PortalAddress address) : IOpenApiDocumentTransformer
{
    public const string Bearer = "bearer";
    public const string Cookie = "cookie";
    public const string Problem = "Problem";

    private const string About = """
        JSON in UTF-8. Times are RFC 3339 in UTC with three fractional digits and `Z`; ids are UUIDs in lower case; sequences are integers from 1, below 2^53.
        Unknown members of a body and unknown query parameters are refused; unknown members of an answer are to be ignored.
        What a caller may not know of answers exactly as what does not exist.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = "Care portal", Version = "1", Description = About };
        document.Servers = [new() { Url = address.Origin }];
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An integration's key, or the session token of a person in a host's page.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Cookie, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = address.IsHttps ? "__Host-portal" : "portal",
            Description = "Staff signed in at the portal. Unsafe calls need `Sec-Fetch-Site: same-origin` or the header `X-Portal-Request`.",
        });
        document.AddComponent<IOpenApiSchema>(Problem, ProblemSchema());
        return Task.CompletedTask;
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "RFC 9457. `detail` never repeats anything of the request.",
        Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "detail", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = Text("`urn:portal:problem:` and the problem's name."),
            ["title"] = Text(null),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = Text(null),
            ["reason"] = Text("A stable code, where there is one."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "JSON path to messages, with every 400 about a body or query.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text(null) },
            },
            ["traceId"] = Text("32 hexadecimal digits; the log bears the same."),
        },
    };

    private static OpenApiSchema Text(string? description) => new() { Type = JsonSchemaType.String, Description = description };
}
