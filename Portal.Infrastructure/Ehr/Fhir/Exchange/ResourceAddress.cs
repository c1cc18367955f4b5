using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>Where a resource is on a server: <c>Communication/ehr-1</c>, perhaps with <c>/_history/1</c>.</summary>
internal sealed partial record ResourceAddress(string Type, string Id, string? Version = null)
{
    /// <summary>
    /// Reads what a server wrote as Location or in a bundle's response: absolute below the base, or relative to it or to the host. Null for what is
    /// none, and for another origin.
    /// </summary>
    public static ResourceAddress? Of(string? written, FhirEndpoint endpoint)
    {
        if (string.IsNullOrWhiteSpace(written) || !Uri.TryCreate(endpoint.Base, written.Trim(), out var whole) || !endpoint.IsSameOrigin(whole)) return null;
        return Form.Match(whole.AbsolutePath) is { Success: true } match
            ? new ResourceAddress(match.Groups["type"].Value, match.Groups["id"].Value, match.Groups["version"] is { Success: true } version ? version.Value : null)
            : null;
    }

    public override string ToString() => $"{Type}/{Id}";

    [GeneratedRegex(@"/(?<type>[A-Z][A-Za-z]{1,63})/(?<id>[A-Za-z0-9.-]{1,64})(/_history/(?<version>[A-Za-z0-9.-]{1,64}))?/?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form { get; }
}
