using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Web.Tests.Rights;

/// <summary>An answer as a caller could compare it with another: everything but what is in every answer another.</summary>
internal sealed partial record WireAnswer(int Status, string Headers, string Body)
{
    public string? Reason => Member("reason");

    public bool IsDone => Status is >= 200 and < 300;

    public override string ToString() => $"{Status} {Member("type")?["urn:portal:problem:".Length..]} {Reason} {(Status == 400 ? Body : "")}".Trim();

    public static async Task<WireAnswer> Of(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);
        return new WireAnswer((int)response.StatusCode, string.Join('\n', headers.Select(header => $"{header.Key}: {string.Join(',', header.Value)}")), TraceId.Replace(await response.Content.ReadAsStringAsync(), "\"traceId\":\"\""));
    }

    private string? Member(string name) => IsDone || Body.Length == 0 || Body[0] != '{' ? null : JsonElement.Parse(Body).TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("\"traceId\":\"[0-9a-f]{32}\"", RegexOptions.NonBacktracking)]
    private static partial Regex TraceId { get; }
}
