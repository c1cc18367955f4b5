using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>A note with its author and time.</summary>
[Choice("author")]
internal sealed record Annotation : Element
{
    public Reference? AuthorReference { get; init; }

    public string? AuthorString { get; init; }

    public FhirDateTime? Time { get; init; }

    public required string? Text { get; init; }
}
