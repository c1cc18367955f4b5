using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Primitives;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>An answer of the EHR with what filing reads of it. It prints as nothing.</summary>
internal sealed record EhrReply(EhrAnswer Answer)
{
    /// <summary>Null unless the body is one FHIR resource other than an OperationOutcome.</summary>
    public JsonElement? Resource { get; init; }

    public ResourceAddress? Location { get; init; }

    public string? Version { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The EHR's own words: for the clinician alone.</summary>
    public ClinicalText? Words { get; init; }

    /// <summary>The elements that its errors name, as <c>Communication.category[0]</c> or <c>Bundle.entry[0].resource</c>.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    public override string ToString() => nameof(EhrReply);

    public static EhrReply Of(FhirReply reply) => reply switch
    {
        FhirReply.NotSent { Fault: var fault, RetryAfter: var after } => new EhrReply(EhrAnswer.NotSent with { Transport = fault }) { RetryAfter = after },
        FhirReply.NoAnswer => new EhrReply(EhrAnswer.NoAnswer),
        FhirReply.NotAdmitted { Fault: var fault, Said: { } said } => NotAdmitted(Of(said), fault),
        FhirReply.NotAdmitted { Fault: var fault } => NotAdmitted(new EhrReply(EhrAnswer.Of(401, BodyKind.Empty)), fault),
        FhirReply.Answer answer => Of(answer),
        _ => throw new InvalidOperationException("A reply of an unknown kind."),
    };

    private static EhrReply NotAdmitted(EhrReply reply, CredentialFault fault) => reply with { Answer = reply.Answer with { Credentials = fault } };

    private static EhrReply Of(FhirReply.Answer answer)
    {
        var resource = Read(answer);
        var kind = resource is not null ? BodyKind.Resource
            : answer.Outcome is not null ? BodyKind.Outcome
            : answer is { BodyState: BodyState.Whole, Body.IsEmpty: true } ? BodyKind.Empty
            : BodyKind.NotFhir;
        return new EhrReply(EhrAnswer.Of(answer.Status, kind) with { Issue = answer.Outcome?.Error })
        {
            Resource = resource,
            Location = answer.Location,
            Version = answer.Version ?? answer.Location?.Version ?? (resource is { } there ? KeptResource.VersionOf(there) : null),
            RetryAfter = answer.RetryAfter,
            Words = Said(answer),
            Elements = [.. (answer.Outcome?.Issues ?? []).SelectMany(issue => issue.Expressions)],
        };
    }

    /// <summary>Each thing that it says: which elements, and its own words, or what kind of trouble where it has none. A refusal without any is at least its status.</summary>
    private static ClinicalText? Said(FhirReply.Answer answer)
    {
        var lines = (answer.Outcome?.Issues ?? []).Select(Line).Distinct(StringComparer.Ordinal).ToList();
        if (lines.Count > 0) return new ClinicalText(string.Join('\n', lines));
        return answer.Status >= 400 ? new ClinicalText(FormattableString.Invariant($"HTTP {answer.Status}")) : null;
    }

    private static string Line(OutcomeIssue issue)
    {
        var words = issue.Diagnostics.Reveal() is { Length: > 0 } said ? said : Codes<IssueType>.Text(issue.Code);
        return issue.Expressions.Count == 0 ? words : $"{string.Join(", ", issue.Expressions)}: {words}";
    }

    private static JsonElement? Read(FhirReply.Answer answer)
    {
        if (answer.Body.IsEmpty || answer.Outcome is not null) return null;
        try
        {
            var root = JsonElement.Parse(answer.Body.Span);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
