using Portal.Domain.Ehr;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;

namespace Portal.Web.Summaries.Sheet;

public enum SheetPhase
{
    Loading,
    Ready,

    /// <summary>There is no such summary, or the person may not know of it.</summary>
    Unknown,
    Failed,
}

/// <summary>Where what is typed is.</summary>
public enum SheetKeeping
{
    Saved,
    Saving,

    /// <summary>It was not taken; it is on the screen, and is tried again with the next change or by hand.</summary>
    NotSaved,

    /// <summary>Another device or person changed the summary meanwhile: a person decides which text stands.</summary>
    ChangedElsewhere,
}

/// <summary>What is asked over the page. It outlives what stands below it, which an answer may replace.</summary>
public enum SheetQuestion
{
    None,
    Sign,
    Correct,
    EnterInError,
    Discard,
}

/// <summary>One summary opened in one circuit.</summary>
public sealed record SheetState(SummaryId Id)
{
    public SheetPhase Phase { get; init; }

    /// <summary>As the server has it.</summary>
    public SummaryView? View { get; init; }

    /// <summary>As it stands on the screen.</summary>
    public SummaryText? Text { get; init; }

    /// <summary>Grows whenever the fields are to be filled anew from <see cref="Text"/>; while somebody types they are left alone.</summary>
    public int Filling { get; init; }

    public SheetKeeping Keeping { get; init; }

    /// <summary>Why the last saving was refused.</summary>
    public Refusal? NotSaved { get; init; }

    /// <summary>What the server has instead, while the two are not reconciled.</summary>
    public SummaryView? Elsewhere { get; init; }

    public PatientCard? Patient { get; init; }

    /// <summary>Each signed version towards the EHR, oldest first.</summary>
    public IReadOnlyList<FilingView> Filings { get; init; } = [];

    /// <summary>The messages of the span, once somebody has asked for some.</summary>
    public IReadOnlyList<SourceMessage>? Sources { get; init; }

    /// <summary>The sentence whose messages are shown.</summary>
    public SummarySentence? Asked { get; init; }

    public bool IsComparing { get; init; }

    public SheetQuestion Question { get; init; }

    /// <summary>It was given up before anybody had signed it: there is nothing left to show.</summary>
    public bool IsGone { get; init; }

    /// <summary>Signing, correcting and withdrawing are for clinicians.</summary>
    public bool MaySign { get; init; }

    public bool IsBusy { get; init; }

    /// <summary>Why the last act was refused; until the next one, or until put away.</summary>
    public Refusal? Problem { get; init; }

    public bool IsEditable => View?.State.IsDraft == true;

    public bool HasUnsaved => IsEditable && Text is { } text && View is { } view && !SheetReducer.IsSame(text, view.Text);

    /// <summary>Of the version that counts.</summary>
    public FilingView? Filing => View?.State.Standing is { } standing ? Filings.LastOrDefault(filing => filing.Version == standing.Version) : null;
}
