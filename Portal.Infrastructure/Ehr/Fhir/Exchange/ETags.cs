using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>A resource's version as HTTP has it (RFC 9110 section 8.8.3): <c>W/"1"</c> is version 1.</summary>
internal static partial class ETags
{
    public static string Of(string version) => $"W/\"{version}\"";

    public static string? VersionOf(string? etag) => etag is not null && Form.Match(etag) is { Success: true } match ? match.Groups["version"].Value : null;

    [GeneratedRegex("""\A(W/)?"(?<version>[A-Za-z0-9.-]{1,64})"\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
