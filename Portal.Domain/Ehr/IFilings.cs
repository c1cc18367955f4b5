using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Domain.Ehr;

/// <summary>Where signed summaries are on their way into the EHR, for the care team that wrote them.</summary>
public interface IFilings
{
    /// <summary>Each signed version, oldest first.</summary>
    [Decides(CareAction.ViewEhrContext)]
    Task<Outcome<IReadOnlyList<FilingView>>> Of(Actor actor, SummaryId summary, CancellationToken cancel);

    /// <summary>
    /// Answers the version's <see cref="FilingView.Question"/>; the answer is audited. 422 where nothing is asked or the answer is to another
    /// question: somebody else may have answered it just now.
    /// </summary>
    [Decides(CareAction.SettleFiling)]
    Task<Outcome<Done>> Resolve(Actor actor, SummaryId summary, int version, FilingAnswer answer, CancellationToken cancel);

    /// <summary>Tries a version that needs attention once more, after what stood in its way was put right; 422 where it does not wait for that.</summary>
    [Decides(CareAction.SettleFiling)]
    Task<Outcome<Done>> Retry(Actor actor, SummaryId summary, int version, CancellationToken cancel);
}

/// <summary>A signed summary as a file, with or without an EHR.</summary>
public interface IFhirExport
{
    /// <summary>
    /// One signed version as a FHIR R4 collection (JSON): the Communication that would be filed and its Provenance. People are named by identifiers, never
    /// by name. Asks for a fresh proof of who is there; audited.
    /// </summary>
    [Decides(CareAction.ExportConversation)]
    Task<Outcome<FhirFile>> Summary(Actor actor, SummaryId summary, int version, CancellationToken cancel);
}

/// <summary>A file of media type <c>application/fhir+json</c>; its name holds ids only.</summary>
public sealed record FhirFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    public const string MediaType = "application/fhir+json";
}

/// <summary>Every no that filing itself can say.</summary>
public static class FilingRefusals
{
    public static readonly Refusal NothingAsked = Refusal.Rule("nothing-asked");
    public static readonly Refusal NotForRetry = Refusal.Rule("not-for-retry");
    public static readonly Refusal NotAnId = Refusal.Invalid("resourceId", "must be 1 to 64 letters, digits, hyphens and dots");
}
