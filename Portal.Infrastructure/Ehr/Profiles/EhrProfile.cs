namespace Portal.Infrastructure.Ehr.Profiles;

/// <summary>What a signed summary becomes in the EHR.</summary>
internal enum FilingShape
{
    Communication,
    DocumentReference,

    /// <summary>This EHR takes neither: filings wait for a person.</summary>
    None,
}

/// <summary>How it is kept from being filed twice.</summary>
internal enum FilingGuarantee
{
    /// <summary>The EHR creates only where our identifier is not there yet (<c>If-None-Exist</c>). Never lost, never doubled.</summary>
    Conditional,

    /// <summary>The portal looks for our identifier before it sends, and twice before it sends again. Never lost; doubled only by an EHR whose search misses for minutes.</summary>
    SearchFirst,

    /// <summary>Sent once; where no answer came, a person looks. Never doubled by the portal, and what is unknown is said.</summary>
    AtMostOnce,
}

/// <summary>How a later version reaches what was filed before.</summary>
internal enum FilingChange
{
    /// <summary>The resource is updated in place, against its version.</summary>
    Update,

    /// <summary>A new resource takes its place, and the old one is withdrawn.</summary>
    RetractNew,

    /// <summary>What was filed stays as it is; a correction is a new resource that points at it, a withdrawal a person's work.</summary>
    None,
}

internal enum ProvenanceWay
{
    /// <summary>Put under an id of ours: the same however often it is sent.</summary>
    OwnId,

    /// <summary>Created once, only right after the EHR said that the summary is new.</summary>
    WhenNew,

    /// <summary>The EHR takes none; the portal's own record is the proof.</summary>
    Kept,
}

/// <summary>Where the text of a Communication stands.</summary>
internal enum PayloadForm
{
    Text,
    TextAndFile,
    FileOnly,
}

/// <summary>
/// What one EHR accepts, in the order of narrowing: the named profile, what <c>/metadata</c> says it cannot do, what the override file says.
/// FHIR R4 leaves all of this to the server.
/// </summary>
internal sealed record EhrProfile(string Name, FilingShape Shape, FilingGuarantee Guarantee, FilingChange Change)
{
    public ProvenanceWay Provenance { get; init; } = ProvenanceWay.Kept;

    /// <summary>Summary and Provenance go in one transaction; only with <see cref="ProvenanceWay.OwnId"/>, since a repeat would double it otherwise.</summary>
    public bool Transaction { get; init; }

    public PayloadForm Payload { get; init; } = PayloadForm.Text;

    /// <summary>The media type of a text as a file.</summary>
    public string FileType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>Recipients are a care team, or where that is not taken, the clinician.</summary>
    public bool TakesCareTeam { get; init; } = true;

    /// <summary>The category carries our own kind beside the published code.</summary>
    public bool TakesOwnCodes { get; init; } = true;

    /// <summary>The EHR takes what belongs to one of its encounters only.</summary>
    public bool NeedsEncounter { get; init; }

    /// <summary>LOINC code and name of a note's type; a scale of DOC.</summary>
    public string NoteType { get; init; } = "11506-3";

    public string NoteTypeName { get; init; } = "Progress note";

    /// <summary><c>final</c>, or <c>preliminary</c> where somebody signs again in the EHR.</summary>
    public string DocStatus { get; init; } = "final";

    /// <summary>The FHIR type of what is filed.</summary>
    public string ResourceType => Shape == FilingShape.DocumentReference ? "DocumentReference" : "Communication";
}
