using System.Text.Json.Serialization;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Document;
using Portal.Web.Shared.Input;

namespace Portal.Web.Patients.BreakGlass;

/// <summary>A patient, for somebody who may know.</summary>
internal sealed record FoundPatientJson([property: Uuid] string Id, string DisplayName)
{
    public static FoundPatientJson Of(PatientRef patient) => new(patient.Id.ToString(), patient.DisplayName.Reveal());

    public override string ToString() => Id;
}

/// <summary>Emergency access that runs until <paramref name="EndsAt"/> (exclusive).</summary>
internal sealed record BreakGlassJson(
    [property: Uuid] string Id,
    FoundPatientJson Patient,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Purpose))] string Purpose,
    DateTimeOffset DeclaredAt,
    DateTimeOffset EndsAt)
{
    public static BreakGlassJson Of(BreakGlassGrant grant) =>
        new(grant.Id.ToString(), FoundPatientJson.Of(grant.Patient), ConversationWords.Purpose.Of(grant.Purpose), grant.DeclaredAt, grant.EndsAt);

    public override string ToString() => Id;
}

/// <summary>One opening of the record. <paramref name="Name"/> and <paramref name="Roles"/> are of staff, <paramref name="Purpose"/> of emergency access.</summary>
internal sealed record RecordAccessJson(
    [property: Uuid] string Id,
    DateTimeOffset At,
    string Kind,
    string? Name,
    IReadOnlyList<string> Roles,
    string What,
    [property: OneOf(typeof(ConversationWords), nameof(ConversationWords.Purpose))] string? Purpose,
    bool IsBreakGlass,
    bool IsDelegated)
{
    public static RecordAccessJson Of(RecordAccess access) => new(
        access.Id.ToString(),
        access.At,
        Word(access.Kind.ToString()),
        access.StaffName,
        [.. Enum.GetValues<StaffRoles>().Where(role => role != StaffRoles.None && (access.Roles & role) != StaffRoles.None).Select(role => Word(role.ToString()))],
        Word(access.What.ToString()),
        access.Purpose is { } purpose ? ConversationWords.Purpose.Of(purpose) : null,
        access.IsBreakGlass,
        access.IsDelegated);

    /// <summary>Codes of the audit trail as all words of the wire are written.</summary>
    private static string Word(string code) => char.ToLowerInvariant(code[0]) + code[1..];
}

[JsonSerializable(typeof(FindOutsideBody))]
[JsonSerializable(typeof(BreakGlassBody))]
[JsonSerializable(typeof(FoundPatientJson))]
[JsonSerializable(typeof(BreakGlassJson))]
[JsonSerializable(typeof(PageJson<RecordAccessJson>))]
internal sealed partial class BreakGlassSerialization : JsonSerializerContext;
