using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>Which resources have a type here, and how a resource of any type is turned from JSON and back.</summary>
internal static class ResourceTypes
{
    private static readonly FrozenDictionary<string, Type> ByName = new[]
    {
        typeof(Appointment), typeof(Bundle), typeof(CapabilityStatement), typeof(CareTeam), typeof(Communication), typeof(DocumentReference), typeof(Encounter),
        typeof(OperationOutcome), typeof(Organization), typeof(Patient), typeof(Practitioner), typeof(PractitionerRole), typeof(Provenance), typeof(RelatedPerson),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>
    /// A required primitive may be absent beside an extension that says why, so that its absence is <see cref="FhirCheck"/>'s to refuse and not the
    /// serialiser's.
    /// </summary>
    private static readonly JsonSerializerOptions Options = new(FhirJsonContext.Default.Options)
    {
        TypeInfoResolver = FhirJsonContext.Default.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties) property.IsRequired = false;
        }),
    };

    public static IReadOnlyCollection<Type> All => ByName.Values;

    public static Type? Find(string name) => ByName.GetValueOrDefault(name);

    public static string NameOf(Type type) => type.Name;

    /// <summary>A resource that <see cref="FhirCheck"/> has found well formed.</summary>
    public static Resource Read(JsonElement json)
    {
        var name = json.GetProperty("resourceType").GetString()!;
        return Find(name) is { } type ? (Resource)json.Deserialize(Options.GetTypeInfo(type))! : new UnknownResource(name, json.Clone());
    }

    public static JsonElement ToJson(Resource resource) =>
        resource is UnknownResource unknown ? unknown.Content : JsonSerializer.SerializeToElement(resource, Options.GetTypeInfo(resource.GetType()));
}
