using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>
/// The override file: a JSON object whose members stand above the named profile and above what <c>/metadata</c> says, for servers whose statement is wrong. Null
/// leaves as it is; a member that is not known is refused, since a typing error would be a promise that does not hold.
/// </summary>
internal sealed record ProfileOverrides
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public FilingShape? Shape { get; init; }

    public FilingGuarantee? Guarantee { get; init; }

    public FilingChange? Change { get; init; }

    public ProvenanceWay? Provenance { get; init; }

    public bool? Transaction { get; init; }

    public PayloadForm? Payload { get; init; }

    public string? FileType { get; init; }

    public bool? TakesCareTeam { get; init; }

    public bool? TakesOwnCodes { get; init; }

    public bool? NeedsEncounter { get; init; }

    public string? NoteType { get; init; }

    public string? NoteTypeName { get; init; }

    public string? DocStatus { get; init; }

    /// <summary>What the file says.</summary>
    /// <exception cref="JsonException">It is not JSON, or says something that is not known.</exception>
    public static ProfileOverrides Read(string json) => JsonSerializer.Deserialize<ProfileOverrides>(json, Strict) ?? new ProfileOverrides();

    public EhrProfile Over(EhrProfile profile)
    {
        var provenance = Provenance ?? profile.Provenance;
        return profile with
        {
            Shape = Shape ?? profile.Shape,
            Guarantee = Guarantee ?? profile.Guarantee,
            Change = Change ?? profile.Change,
            Provenance = provenance,
            Transaction = (Transaction ?? profile.Transaction) && provenance == ProvenanceWay.OwnId,
            Payload = Payload ?? profile.Payload,
            FileType = FileType ?? profile.FileType,
            TakesCareTeam = TakesCareTeam ?? profile.TakesCareTeam,
            TakesOwnCodes = TakesOwnCodes ?? profile.TakesOwnCodes,
            NeedsEncounter = NeedsEncounter ?? profile.NeedsEncounter,
            NoteType = NoteType ?? profile.NoteType,
            NoteTypeName = NoteTypeName ?? profile.NoteTypeName,
            DocStatus = DocStatus ?? profile.DocStatus,
        };
    }
}
