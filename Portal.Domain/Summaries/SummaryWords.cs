namespace Portal.Domain.Summaries;

/// <summary>What is summed up; stored, and the kind that the EHR is told.</summary>
public enum SummaryKind
{
    /// <summary>A span of messages.</summary>
    Messages = 1,

    /// <summary>A visit, with what was written about it.</summary>
    Visit = 2,
}

/// <summary>Where a version of a summary stands; stored.</summary>
public enum SummaryStatus
{
    /// <summary>As it was drafted: nobody has touched it.</summary>
    Draft = 1,

    /// <summary>Somebody has edited it.</summary>
    InReview = 2,

    /// <summary>Signed; not yet on its way to the EHR.</summary>
    Signed = 3,
    Filing = 4,
    Filed = 5,

    /// <summary>It will not be filed without a person.</summary>
    FilingFailed = 6,

    /// <summary>A later version was signed.</summary>
    Superseded = 7,

    /// <summary>Withdrawn: what was signed should never have been.</summary>
    EnteredInError = 8,
}

/// <summary>The parts of a summary, in the order in which they are read; stored.</summary>
public enum SectionKind
{
    Reason = 1,
    History = 2,
    Assessment = 3,
    Plan = 4,
    FollowUp = 5,

    /// <summary>For the patient, in plain words: the only part that can be shared with the patient.</summary>
    Instructions = 6,
}

/// <summary>Who made a draft; stored.</summary>
public enum DraftOrigin
{
    /// <summary>Picked from the messages by rules, here.</summary>
    Extract = 1,

    /// <summary>Written by a language model.</summary>
    Model = 2,

    /// <summary>Nobody drafted it: it begins with what was signed before.</summary>
    ByHand = 3,
}

/// <summary>Why a model was asked and its draft is not there; stored.</summary>
public enum ModelTrouble
{
    /// <summary>It did not answer in time, or said that it cannot.</summary>
    DidNotAnswer = 1,

    /// <summary>It answered something that is no draft.</summary>
    Unusable = 2,
}

/// <summary>Why a signed summary is withdrawn: a code from a fixed list, no words; stored and told to the EHR.</summary>
public enum ErrorReason
{
    WrongPatient = 1,
    ConsentWithdrawn = 2,
    ClinicalError = 3,
    Other = 4,
}
