namespace Portal.Testing.Ehr;

/// <summary>How one request goes wrong. A status without <see cref="AfterStoring"/> is given without anything having been stored.</summary>
public sealed record FhirTrouble(FhirTroubleKind Kind)
{
    public int Status { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request is carried out first.</summary>
    public bool AfterStoring { get; init; }

    /// <summary>What kind of issue its OperationOutcome names.</summary>
    public string Issue { get; init; } = "processing";

    /// <summary>Which element it names.</summary>
    public string Element { get; init; } = "Communication.category[0]";

    /// <summary>An HTML page instead of an OperationOutcome.</summary>
    public bool Html { get; init; }

    /// <summary>Nothing instead of an OperationOutcome.</summary>
    public bool Empty { get; init; }

    public static readonly FhirTrouble None = new(FhirTroubleKind.None);

    /// <summary>Reads the request and never answers.</summary>
    public static readonly FhirTrouble Hangs = new(FhirTroubleKind.Hangs);

    public static readonly FhirTrouble HangsAfterStoring = new(FhirTroubleKind.Hangs) { AfterStoring = true };

    /// <summary>Closes the connection without having read the body.</summary>
    public static readonly FhirTrouble ClosesBeforeReading = new(FhirTroubleKind.ClosesBeforeReading);

    public static readonly FhirTrouble ClosesAfterStoring = new(FhirTroubleKind.Closes) { AfterStoring = true };

    public static readonly FhirTrouble ClosesAfterReading = new(FhirTroubleKind.Closes);

    /// <summary>Stores, and answers with half of what it should.</summary>
    public static readonly FhirTrouble BreaksOffAfterStoring = new(FhirTroubleKind.BreaksOff) { AfterStoring = true };

    /// <summary>A page of somebody else's, with 200, and nothing stored.</summary>
    public static readonly FhirTrouble HtmlPage = Answers(200) with { Html = true };

    /// <summary>Stores, and answers 201 without body, Location and ETag.</summary>
    public static readonly FhirTrouble SaysNothing = new(FhirTroubleKind.Answers) { Status = 201, Empty = true, AfterStoring = true };

    /// <summary>Stores what was sent and answers with another resource.</summary>
    public static readonly FhirTrouble AnswersAnother = new(FhirTroubleKind.AnswersAnother) { AfterStoring = true };

    public static readonly FhirTrouble IgnoresIfNoneExist = new(FhirTroubleKind.IgnoresIfNoneExist);

    public static readonly FhirTrouble IgnoresIfMatch = new(FhirTroubleKind.IgnoresIfMatch);

    /// <summary>Each page of a search has another behind it.</summary>
    public static readonly FhirTrouble PagesForEver = new(FhirTroubleKind.PagesForEver);

    public static FhirTrouble Answers(int status, TimeSpan? retryAfter = null) => new(FhirTroubleKind.Answers) { Status = status, RetryAfter = retryAfter };

    public static FhirTrouble AnswersAfterStoring(int status) => Answers(status) with { AfterStoring = true };
}

public enum FhirTroubleKind
{
    None,
    Answers,
    Hangs,
    ClosesBeforeReading,
    Closes,
    BreaksOff,
    AnswersAnother,
    IgnoresIfNoneExist,
    IgnoresIfMatch,
    PagesForEver,
}
