using System.Text.Json.Nodes;

namespace Portal.Testing.Ehr;

/// <summary>The server's CapabilityStatement.</summary>
internal static class FhirMetadata
{
    private static readonly string[] Readable = ["Patient", "Practitioner", "CareTeam", "Encounter", "Appointment"];

    public static JsonObject Of(FhirServerSettings settings)
    {
        var rest = new JsonObject
        {
            ["mode"] = "server",
            ["resource"] = new JsonArray([.. settings.Writable.Select(type => Written(type, settings)), .. Readable.Select(Read)]),
        };
        if (settings.Transaction) rest["interaction"] = new JsonArray(new JsonObject { ["code"] = "transaction" });
        return new JsonObject
        {
            ["resourceType"] = "CapabilityStatement",
            ["status"] = "active",
            ["date"] = "2026-03-01",
            ["kind"] = "instance",
            ["software"] = new JsonObject { ["name"] = settings.Software },
            ["fhirVersion"] = "4.0.1",
            ["format"] = new JsonArray("application/fhir+json"),
            ["rest"] = new JsonArray(rest),
        };
    }

    private static JsonObject Written(string type, FhirServerSettings settings)
    {
        var interactions = new JsonArray(Code("create"), Code("read"), Code("search-type"));
        if (settings.Update) interactions.Add(Code("update"));
        var written = new JsonObject
        {
            ["type"] = type,
            ["interaction"] = interactions,
            ["conditionalCreate"] = settings.ConditionalCreate,
            ["updateCreate"] = settings.UpdateCreate,
        };
        if (settings.SearchByIdentifier && type != "Provenance") written["searchParam"] = new JsonArray(new JsonObject { ["name"] = "identifier", ["type"] = "token" });
        return written;
    }

    private static JsonObject Read(string type) => new()
    {
        ["type"] = type,
        ["interaction"] = new JsonArray(Code("read"), Code("search-type")),
        ["searchParam"] = new JsonArray(new JsonObject { ["name"] = "identifier", ["type"] = "token" }),
    };

    private static JsonObject Code(string code) => new() { ["code"] = code };
}
