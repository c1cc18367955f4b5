using System.Text.Json;
using Portal.Domain.Shared;
using Portal.Infrastructure.Ehr.Fhir.Exchange;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>An answer of the EHR with what filing reads of it. It prints as nothing.</summary>
internal sealed record EhrReply(EhrAnswer Answer)
{
    /// <summary>Null unless the body is one FHIR resource other than an OperationOutcome.</summary>
    public JsonElement? Resource { get; init; }

    /// <summary>The bytes of <see cref="Resource"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    public ResourceAddress? Location { get; init; }

    public string? Version { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The EHR's own words: for the clinician alone.</summary>
    public ClinicalText? Words { get; init; }

    public override string ToString() => nameof(EhrReply);

    public static EhrReply Of(FhirReply reply) => reply switch
    {
        FhirReply.NotSent { RetryAfter: var after } => new EhrReply(EhrAnswer.NotSent) { RetryAfter = after },
        FhirReply.NoAnswer => new EhrReply(EhrAnswer.NoAnswer),
        FhirReply.NotAdmitted { Said: { } said } => Of(said),
        FhirReply.NotAdmitted => new EhrReply(EhrAnswer.Of(401, BodyKind.Empty)),
        FhirReply.Answer answer => Of(answer),
        _ => throw new InvalidOperationException("A reply of an unknown kind."),
    };

    private static EhrReply Of(FhirReply.Answer answer)
    {
        var resource = Read(answer);
        var kind = resource is not null ? BodyKind.Resource
            : answer.Outcome is not null ? BodyKind.Outcome
            : answer is { BodyState: BodyState.Whole, Body.IsEmpty: true } ? BodyKind.Empty
            : BodyKind.NotFhir;
        return new EhrReply(EhrAnswer.Of(answer.Status, kind))
        {
            Resource = resource,
            Bytes = resource is null ? default : answer.Body,
            Location = answer.Location,
            Version = answer.Version ?? answer.Location?.Version ?? (resource is { } there ? KeptResource.VersionOf(there) : null),
            RetryAfter = answer.RetryAfter,
            Words = answer.Outcome is { Issues.Count: > 0 } outcome ? Said(outcome) : null,
        };
    }

    private static ClinicalText Said(OutcomeWords outcome) => new(string.Join(
        '\n',
        outcome.Issues.Select(issue => string.Join(' ', issue.Expressions.Append(issue.Diagnostics.Reveal()).Where(part => part.Length > 0))).Where(line => line.Length > 0).Append(outcome.Codes).Distinct(StringComparer.Ordinal)));

    private static JsonElement? Read(FhirReply.Answer answer)
    {
        if (answer.Body.IsEmpty || answer.Outcome is not null) return null;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String
                ? document.RootElement.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
