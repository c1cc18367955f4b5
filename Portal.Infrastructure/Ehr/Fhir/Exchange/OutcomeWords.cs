using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Reading;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

/// <summary>
/// What a server says in an OperationOutcome. Read with patience, since a server that refuses may not be exact about it either: what has no place in
/// FHIR is left out, and only what cannot hold a patient's words is outside <see cref="OutcomeIssue.Diagnostics"/>.
/// </summary>
internal sealed partial record OutcomeWords(IReadOnlyList<OutcomeIssue> Issues)
{
    private const int IssueLimit = 50;
    private const int PathLimit = 200;

    /// <summary>Codes and paths only, for logs and administrators: <c>required Communication.recipient; value</c>.</summary>
    public string Codes => string.Join("; ", Issues.Select(issue => string.Join(' ', issue.Expressions.Prepend(Codes<IssueType>.Text(issue.Code)))));

    /// <summary>What kind of error it names first; null where it names none.</summary>
    public IssueType? Error => Issues.FirstOrDefault(issue => issue.Severity is IssueSeverity.Fatal or IssueSeverity.Error)?.Code;

    public override string ToString() => Codes;

    /// <summary>Null where the body is no OperationOutcome.</summary>
    public static OutcomeWords? Of(ReadOnlyMemory<byte> body)
    {
        // Nearly every answer is something else, and is read by whoever asked.
        if (body.Span.IndexOf("OperationOutcome"u8) < 0) return null;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = FhirJson.MaxDepth });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "resourceType") != nameof(OperationOutcome)) return null;
            return new OutcomeWords(root.TryGetProperty("issue", out var issues) && issues.ValueKind == JsonValueKind.Array
                ? [.. issues.EnumerateArray().Where(issue => issue.ValueKind == JsonValueKind.Object).Take(IssueLimit).Select(Issue)]
                : []);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: bytes that are no UTF-8
        }
    }

    private static OutcomeIssue Issue(JsonElement issue) => new(
        Codes<IssueSeverity>.TryParse(Text(issue, "severity") ?? "", out var severity) ? severity : IssueSeverity.Error,
        Codes<IssueType>.TryParse(Text(issue, "code") ?? "", out var code) ? code : IssueType.Processing,
        [.. Texts(issue, "expression").Concat(Texts(issue, "location")).Select(Path).OfType<string>().Distinct(StringComparer.Ordinal)],
        new ClinicalText(string.Join('\n', new[] { Text(issue, "diagnostics"), issue.TryGetProperty("details", out var details) ? Text(details, "text") : null }.OfType<string>())));

    /// <summary>FHIRPath of names and indexes, or the XPath that older servers write, as FHIRPath; anything else may repeat content.</summary>
    private static string? Path(string written)
    {
        var path = written.Replace("/f:", ".", StringComparison.Ordinal).TrimStart('.');
        return path.Length <= PathLimit && PathForm.Match(path) is { Success: true } match && ResourceTypes.Find(match.Groups["type"].Value) is not null ? path : null;
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Texts(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)
            : [];

    [GeneratedRegex(@"\A(?<type>[A-Z][A-Za-z]{1,63})(\[[0-9]{1,5}\])?(\.[a-z][A-Za-z]{0,63}(\[(x|[0-9]{1,5})\])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PathForm { get; }
}

/// <summary>One thing that a server says.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Code">What kind; <see cref="IssueType.Processing"/> where it says none that exists.</param>
/// <param name="Expressions">Which elements, as FHIRPath.</param>
/// <param name="Diagnostics">Its own words. They often repeat what was sent: for the clinician alone.</param>
internal sealed record OutcomeIssue(IssueSeverity Severity, IssueType Code, IReadOnlyList<string> Expressions, ClinicalText Diagnostics);
