using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.DataTypes;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>How each type is read and written, generated when the program is built. It is also where <see cref="Shape"/> learns which elements there are.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = FhirJson.MaxDepth)]
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(PrimitiveElement))]
[JsonSerializable(typeof(Appointment))]
[JsonSerializable(typeof(Bundle))]
[JsonSerializable(typeof(CapabilityStatement))]
[JsonSerializable(typeof(CareTeam))]
[JsonSerializable(typeof(Communication))]
[JsonSerializable(typeof(DocumentReference))]
[JsonSerializable(typeof(Encounter))]
[JsonSerializable(typeof(OperationOutcome))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(Patient))]
[JsonSerializable(typeof(Practitioner))]
[JsonSerializable(typeof(PractitionerRole))]
[JsonSerializable(typeof(Provenance))]
[JsonSerializable(typeof(RelatedPerson))]
internal sealed partial class FhirJsonContext : JsonSerializerContext;
