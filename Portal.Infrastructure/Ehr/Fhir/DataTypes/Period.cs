using Portal.Infrastructure.Ehr.Fhir.Primitives;

namespace Portal.Infrastructure.Ehr.Fhir.DataTypes;

/// <summary>A time with a beginning, an end, or both; both are within it.</summary>
internal sealed record Period : Element
{
    public FhirDateTime? Start { get; init; }

    public FhirDateTime? End { get; init; }
}
