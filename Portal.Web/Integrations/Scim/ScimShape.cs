using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Scim;

/// <summary>Errors as RFC 7644 3.12 shapes them. Like the portal's own problems they repeat nothing of what was sent.</summary>
internal sealed class ScimShape : IProblemShape
{
    public const string Schema = "urn:ietf:params:scim:api:messages:2.0:Error";

    public static readonly ScimShape It = new();

    public async Task Write(HttpContext context, ProblemType type, string? reason, IReadOnlyDictionary<string, string[]>? errors)
    {
        var (status, scimType) = Of(type, errors);
        await new ScimResult(Body(status, scimType, Detail(type, reason, errors)), status).ExecuteAsync(context);
    }

    /// <summary>An error that SCIM knows and the portal does not.</summary>
    public static ScimResult Error(int status, string? scimType, string detail) => new(Body(status, scimType, detail), status);

    /// <summary>A rule that says no (422 elsewhere) is a value that cannot be taken: SCIM has no status for it.</summary>
    private static (int Status, string? ScimType) Of(ProblemType type, IReadOnlyDictionary<string, string[]>? errors) => type.Status switch
    {
        StatusCodes.Status409Conflict => (StatusCodes.Status409Conflict, "uniqueness"),
        StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => (StatusCodes.Status400BadRequest, Wrong(errors)),
        var status => (status, null),
    };

    /// <summary>RFC 7644, table 9.</summary>
    private static string Wrong(IReadOnlyDictionary<string, string[]>? errors) => errors?.Keys.FirstOrDefault() switch
    {
        "filter" => "invalidFilter",
        "path" => "invalidPath",
        "$" or "op" or "schemas" => "invalidSyntax",
        _ => "invalidValue",
    };

    private static string Detail(ProblemType type, string? reason, IReadOnlyDictionary<string, string[]>? errors)
    {
        if (errors is { Count: > 0 }) return string.Join("; ", errors.Select(error => $"{error.Key.TrimStart('$', '.')}: {string.Join(", ", error.Value)}"));
        return reason is null ? type.Detail : $"{type.Detail} ({reason})";
    }

    private static JsonObject Body(int status, string? scimType, string detail)
    {
        var body = new JsonObject { ["schemas"] = new JsonArray(Schema), ["status"] = status.ToString(CultureInfo.InvariantCulture), ["detail"] = detail };
        if (scimType is not null) body["scimType"] = scimType;
        return body;
    }
}

/// <summary>A resource, a list or an error as <c>application/scim+json</c>.</summary>
internal sealed class ScimResult(JsonNode body, int status = StatusCodes.Status200OK, string? location = null) : IResult
{
    public const string ContentType = "application/scim+json";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        if (location is not null) response.Headers.Location = location;
        await response.WriteAsync(body.ToJsonString(), httpContext.RequestAborted);
    }
}

internal static class ScimAnswers
{
    /// <summary>What is read of it, where it could be had.</summary>
    public static Outcome<TOther> Then<T, TOther>(this Outcome<T> outcome, Func<T, Outcome<TOther>> read) => outcome.TryGet(out var value, out var refusal) ? read(value) : refusal;

    /// <summary>Where this portal's resources stand.</summary>
    public static string Scim(this PortalAddress portal) => portal.Origin + ScimEdge.Path;
}
