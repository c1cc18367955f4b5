using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Fhir.Reading;

/// <summary>A resource within another: contained, or an entry of a bundle. Its type is what it says it is, wherever among its properties it says so.</summary>
internal sealed class ResourceConverter : JsonConverter<Resource>
{
    public override Resource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ResourceTypes.Read(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, Resource value, JsonSerializerOptions options) => ResourceTypes.ToJson(value).WriteTo(writer);
}
