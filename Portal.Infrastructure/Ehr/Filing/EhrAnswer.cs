using System.Runtime.InteropServices;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Fhir.Resources;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>What was asked of the EHR.</summary>
internal enum FilingPhase
{
    /// <summary>POST of a new resource, with or without <c>If-None-Exist</c>, alone or in a transaction.</summary>
    Create,

    /// <summary>PUT against a version (<c>If-Match</c>).</summary>
    Update,

    /// <summary>PUT of a Provenance under an id of ours.</summary>
    ProvenanceOwnId,

    /// <summary>POST of a Provenance, once.</summary>
    ProvenanceOnce,

    /// <summary>A search or read that filing needs before it can go on.</summary>
    LookUp,

    /// <summary>The read of what was stored just now, to compare it.</summary>
    ReadBack,
}

/// <summary>How far a request came.</summary>
internal enum Reach
{
    /// <summary>No connection: nothing of it left.</summary>
    NotSent,

    /// <summary>Sent, in whole or in part, and no whole answer came.</summary>
    NoAnswer,

    Answered,
}

internal enum BodyKind
{
    Empty,

    /// <summary>A FHIR resource other than an OperationOutcome.</summary>
    Resource,

    /// <summary>An OperationOutcome.</summary>
    Outcome,

    /// <summary>HTML, broken JSON, or anything else.</summary>
    NotFhir,
}

/// <summary>An answer without its content: all that the next step is decided from.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EhrAnswer(Reach Reach, int Status = 0, BodyKind Body = BodyKind.Empty)
{
    public static readonly EhrAnswer NotSent = new(Reach.NotSent);

    public static readonly EhrAnswer NoAnswer = new(Reach.NoAnswer);

    /// <summary>Why nothing left; null where that is not known.</summary>
    public TransportFault? Transport { get; init; }

    /// <summary>Why the portal was not let in; null where it was, or where that is not known.</summary>
    public CredentialFault? Credentials { get; init; }

    /// <summary>What kind of error the OperationOutcome names first; null where it names none.</summary>
    public IssueType? Issue { get; init; }

    public static EhrAnswer Of(int status, BodyKind body) => new(Reach.Answered, status, body);
}

/// <summary>What follows from an answer. Codes are those of <see cref="Domain.Ehr.FilingCodes"/>.</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>It did what it was asked.</summary>
    public sealed record GoOn : NextStep;

    /// <summary>It holds something under our identifier or id already: read it, and see whether it is ours.</summary>
    public sealed record Check : NextStep;

    /// <summary>Later, the same bytes: nothing was stored, or storing them twice changes nothing.</summary>
    public sealed record Again(string Code) : NextStep;

    /// <summary>It may have been stored: look for our identifier before anything is sent again.</summary>
    public sealed record Search(string Code) : NextStep;

    /// <summary>It may have been stored, and only a person can look.</summary>
    public sealed record Ask(string Code) : NextStep;

    /// <summary>Not tried again by itself.</summary>
    public sealed record Park(string Code) : NextStep;

    /// <summary>Everything for this EHR waits, not only this.</summary>
    public sealed record Pause(string Code) : NextStep;

    /// <summary>A 403: whether to this alone or to everything, another question tells (<see cref="ClosedRecords"/>).</summary>
    public sealed record Forbidden : NextStep;

    /// <summary>Done without: what was asked is not needed for the filing to stand.</summary>
    public sealed record Without : NextStep;
}
