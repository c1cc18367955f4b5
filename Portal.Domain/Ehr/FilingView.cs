using Portal.Domain.Shared;

namespace Portal.Domain.Ehr;

/// <summary>How one version of a summary stands towards the EHR.</summary>
public enum FilingStatus
{
    /// <summary>There is no EHR yet; it is filed when one is configured.</summary>
    NotYetFiled = 1,

    /// <summary>Queued, under way, or tried again by itself.</summary>
    Waiting = 2,

    Filed = 3,

    /// <summary>It will not be tried again by itself: the code says what a person can do.</summary>
    NeedsAttention = 4,

    /// <summary>It was sent and no answer came, and this EHR cannot be asked: a person looks there.</summary>
    Unknown = 5,

    /// <summary>A newer version was signed before this one was ever sent.</summary>
    Superseded = 6,
}

/// <summary>One version as its care team sees it.</summary>
public sealed record FilingView(int Version, FilingStatus Status)
{
    /// <summary>Why it is as it is, a stable code (<see cref="FilingCodes"/>); null where there is nothing to say.</summary>
    public string? Code { get; init; }

    /// <summary>The EHR's own words about it, which may repeat what was sent.</summary>
    public ClinicalText? EhrWords { get; init; }

    public FilingReceipt? Receipt { get; init; }

    /// <summary>What <see cref="IFilings.Resolve"/> can be answered now.</summary>
    public FilingQuestion Question { get; init; }

    /// <summary>The host of the EHR that has it, or an earlier version of it, where that is another than the one that is configured; null where it is not.</summary>
    public string? ElsewhereIn { get; init; }

    /// <summary>Whether <see cref="IFilings.Retry"/> would do something.</summary>
    public bool CanRetry { get; init; }

    public int Attempts { get; init; }

    /// <summary>When it is tried next by itself; null where it is not.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>What only a person can find out or do in the EHR.</summary>
public enum FilingQuestion
{
    None = 0,

    /// <summary>Is it there? Answered with the id it has, or that it is not there and shall be sent once more.</summary>
    IsItThere = 1,

    /// <summary>It has to be withdrawn in the EHR by hand, since this one lets nobody change what was filed. Answered when it is done.</summary>
    WithdrawByHand = 2,

    /// <summary>It has to be corrected in the EHR by hand, since what was filed is not as the portal left it. Answered when it is done.</summary>
    CorrectByHand = 3,
}

/// <summary>A person's answer after a look into the EHR.</summary>
public abstract record FilingAnswer
{
    private FilingAnswer()
    {
    }

    /// <summary>It is there, under this id of the EHR's (FHIR's <c>id</c>: 1 to 64 letters, digits, hyphens and dots).</summary>
    public sealed record Found(string ResourceId) : FilingAnswer;

    /// <summary>It is not there: it is sent once more.</summary>
    public sealed record NotThere : FilingAnswer;

    /// <summary>It was withdrawn there by hand.</summary>
    public sealed record Withdrawn : FilingAnswer;

    /// <summary>It was corrected there by hand.</summary>
    public sealed record Corrected : FilingAnswer;
}
