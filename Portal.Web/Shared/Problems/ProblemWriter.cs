using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Problems;

/// <summary>
/// Writes <c>application/problem+json</c>, or for a person at a browser the page that says the same (<see cref="ErrorPages"/>). Two answers of the same problem are the same bytes but for <c>traceId</c>, whose length is
/// fixed: nothing tells a foreign thing from one that does not exist.
/// </summary>
internal static class ProblemWriter
{
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    public static Task Write(HttpContext context, Refusal refusal) =>
        Write(context, ProblemType.Of(refusal.Kind), refusal.Reason, refusal.Errors, refusal.RetryAfter);

    public static async Task Write(
        HttpContext context,
        ProblemType type,
        string? reason = null,
        IReadOnlyDictionary<string, string[]>? errors = null,
        TimeSpan? retryAfter = null)
    {
        var response = context.Response;
        if (type.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = Seconds(retryAfter).ToString(CultureInfo.InvariantCulture);
        if (ErrorPages.AreFor(context))
        {
            await ErrorPages.Write(context, type);
            return;
        }

        if (type.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        if (Shape(context) is { } shape)
        {
            await shape.Write(context, type, reason, errors);
            return;
        }

        response.StatusCode = type.Status;
        response.ContentType = "application/problem+json";
        var body = Body(type, reason, errors, TraceIds.Of(context));
        response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Of the endpoint, also where an exception has taken the request from it.</summary>
    private static IProblemShape? Shape(HttpContext context) =>
        (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<IProblemShape>();

    /// <summary>Whole seconds, at least one, never less than the time asked for.</summary>
    public static int Seconds(TimeSpan? retryAfter) => Math.Max(1, (int)Math.Ceiling((retryAfter ?? DefaultRetry).TotalSeconds));

    private static ArrayBufferWriter<byte> Body(ProblemType type, string? reason, IReadOnlyDictionary<string, string[]>? errors, string traceId)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", type.Urn);
        json.WriteString("title", type.Title);
        json.WriteNumber("status", type.Status);
        json.WriteString("detail", type.Detail);
        if (reason is not null) json.WriteString("reason", reason);
        if (errors is not null) WriteErrors(json, errors);
        json.WriteString("traceId", traceId);
        json.WriteEndObject();
        return buffer;
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyDictionary<string, string[]> errors)
    {
        json.WriteStartObject("errors");
        foreach (var (path, messages) in errors)
        {
            json.WriteStartArray(path.StartsWith('$') ? path : $"$.{path}"); // ports name a member, the contract gives its path
            foreach (var message in messages) json.WriteStringValue(message);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
