using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Portal.Testing.Ehr;

/// <summary>What the test's server answers.</summary>
internal sealed record FhirReplyOfTest(int Status, JsonObject? Body = null)
{
    public static readonly FhirReplyOfTest Nothing = new(500);

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public bool Html { get; init; }

    /// <summary>An OperationOutcome, whose words repeat what was sent, as servers do.</summary>
    public static FhirReplyOfTest Refusal(int status, string code, string words, string? element = "Communication.category[0]")
    {
        var issue = new JsonObject { ["severity"] = "error", ["code"] = code, ["diagnostics"] = words };
        if (element is not null) issue["expression"] = new JsonArray(element);
        return new(status, new JsonObject { ["resourceType"] = "OperationOutcome", ["issue"] = new JsonArray(issue) });
    }

    public static FhirReplyOfTest Of(FhirTrouble trouble) => (trouble.Html || trouble.Empty ? new FhirReplyOfTest(trouble.Status) : Refusal(trouble.Status, trouble.Issue, "The server says no.", trouble.Element)) with
    {
        Html = trouble.Html,
        RetryAfter = trouble.RetryAfter,
    };

    public async Task Write(HttpResponse response)
    {
        response.StatusCode = Status;
        if (Location is not null) response.Headers.Location = Location;
        if (ETag is not null) response.Headers.ETag = ETag;
        if (RetryAfter is { } after) response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Html)
        {
            response.ContentType = "text/html; charset=utf-8";
            await response.WriteAsync("<!DOCTYPE html><html><body>Please sign in.</body></html>");
        }
        else if (Body is not null)
        {
            response.ContentType = "application/fhir+json; charset=utf-8";
            await response.WriteAsync(Body.ToJsonString());
        }
    }
}
