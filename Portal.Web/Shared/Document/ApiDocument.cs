using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Document;

/// <summary>The API's document, <c>/openapi/v1.json</c>, made from the endpoints themselves: what they read, what they answer, and what they refuse.</summary>
internal static class ApiDocument
{
    private const string Version = "v1";

    public static void AddDocument(this IServiceCollection services) => services.AddOpenApi(Version, document =>
    {
        document.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true
            || endpoint.RelativePath?.StartsWith("health/", StringComparison.Ordinal) == true;
        document.CreateSchemaReferenceId = SchemaShape.Name;
        document.AddDocumentTransformer<DocumentShape>();
        document.AddOperationTransformer<OperationShape>();
        document.AddSchemaTransformer<SchemaShape>();
    });

    public static void MapDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOpenApi(Paths.OpenApi + "/{documentName}.json").AllowAnonymous();
}
