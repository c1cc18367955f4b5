using System.Text.Json;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit.Exports;

/// <summary>
/// A line of the trail as FHIR R4's <c>AuditEvent</c> (http://hl7.org/fhir/R4/auditevent.html). Ids are business identifiers of the URI kind (RFC 3986,
/// <c>urn:uuid:</c>): nothing refers to a resource that a FHIR server has.
/// </summary>
internal static class FhirAuditEvent
{
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string Uri = "urn:ietf:rfc:3986";

    /// <summary>The portal's own codes: the names of actions and roles.</summary>
    private const string Own = "urn:care-portal:";

    public static void Write(Utf8JsonWriter json, AuditLine line)
    {
        var record = line.Record;
        var kind = FhirActionKind.Of(record.Action);
        json.WriteStartObject();
        json.WriteString("resourceType", "AuditEvent");
        json.WriteString("id", record.Id.ToString());
        json.WriteStartObject("type");
        WriteCoding(json, Dicom, kind.Type, kind.Display);
        json.WriteEndObject();
        json.WriteStartArray("subtype");
        json.WriteStartObject();
        WriteCoding(json, Own + "audit-action", record.Action.ToString());
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("action", kind.Verb);
        json.WriteString("recorded", WireTime.Format(record.At));
        json.WriteString("outcome", record.Outcome switch { AuditOutcome.Succeeded => "0", AuditOutcome.Refused => "4", AuditOutcome.Failed => "8" });
        if (record.Code is { } code) json.WriteString("outcomeDesc", code);
        if (record.BreakGlass is not null) WriteEmergency(json);
        WriteAgents(json, line);
        json.WriteStartObject("source");
        json.WriteStartObject("observer");
        json.WriteString("display", "Care portal");
        json.WriteEndObject();
        json.WriteEndObject();
        WriteEntities(json, record);
        json.WriteEndObject();
    }

    /// <summary>Purpose of use "break the glass" of HL7's ActReason.</summary>
    private static void WriteEmergency(Utf8JsonWriter json)
    {
        json.WriteStartArray("purposeOfEvent");
        WriteConcept(json, Terminology + "v3-ActReason", "BTG", "break the glass");
        json.WriteEndArray();
    }

    private static void WriteAgents(Utf8JsonWriter json, AuditLine line)
    {
        var record = line.Record;
        json.WriteStartArray("agent");
        json.WriteStartObject();
        json.WritePropertyName("type");
        WriteConcept(json, Own + "actor-kind", record.ActorKind.ToString());
        if (record.Roles != StaffRoles.None)
        {
            json.WriteStartArray("role");
            foreach (var role in Enum.GetValues<StaffRoles>())
                if (role != StaffRoles.None && record.Roles.HasFlag(role)) WriteConcept(json, Own + "staff-role", role.ToString());
            json.WriteEndArray();
        }

        WriteReference(json, "who", record.ActorId.ToString(), line.StaffName);
        json.WriteBoolean("requestor", true);
        if (record.Address is { } address)
        {
            json.WriteStartObject("network");
            json.WriteString("address", address);
            json.WriteString("type", "2");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (record.Integration is { } integration)
        {
            json.WriteStartObject();
            json.WritePropertyName("type");
            WriteConcept(json, Own + "actor-kind", nameof(ActorKind.Integration));
            WriteReference(json, "who", integration.ToString());
            json.WriteBoolean("requestor", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEntities(Utf8JsonWriter json, AuditRecord record)
    {
        (string What, string? Id, string Type)[] all =
        [
            ("patient", record.Patient?.ToString(), "1"), ("conversation", record.Conversation?.ToString(), "2"), ("care-team", record.CareTeam?.ToString(), "3"),
            ("subject", record.Subject?.ToString("D"), "2"), ("session", record.Session?.ToString(), "2"), ("break-glass", record.BreakGlass?.ToString(), "2"),
        ];
        if (!Array.Exists(all, one => one.Id is not null)) return;
        json.WriteStartArray("entity");
        foreach (var (what, id, type) in all)
        {
            if (id is null) continue;
            json.WriteStartObject();
            WriteReference(json, "what", id);
            json.WriteStartObject("type");
            WriteCoding(json, Terminology + "audit-entity-type", type);
            json.WriteEndObject();
            json.WriteString("name", what);
            if (what == "conversation" && record.Sequence is { } sequence) WriteSequence(json, sequence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSequence(Utf8JsonWriter json, long sequence)
    {
        json.WriteStartArray("detail");
        json.WriteStartObject();
        json.WriteString("type", "sequence");
        json.WriteString("valueString", sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteReference(Utf8JsonWriter json, string name, string id, string? display = null)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("identifier");
        json.WriteString("system", Uri);
        json.WriteString("value", "urn:uuid:" + id);
        json.WriteEndObject();
        if (display is not null) json.WriteString("display", display);
        json.WriteEndObject();
    }

    private static void WriteConcept(Utf8JsonWriter json, string system, string code, string? display = null)
    {
        json.WriteStartObject();
        json.WriteStartArray("coding");
        json.WriteStartObject();
        WriteCoding(json, system, code, display);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCoding(Utf8JsonWriter json, string system, string code, string? display = null)
    {
        json.WriteString("system", system);
        json.WriteString("code", code);
        if (display is not null) json.WriteString("display", display);
    }
}
