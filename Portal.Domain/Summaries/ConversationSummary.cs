using Portal.Domain.Shared;

namespace Portal.Domain.Summaries;

/// <summary>The version that counts: the last one signed.</summary>
public sealed record StandingVersion(int Version, SummaryStatus Status);

/// <summary>
/// What decisions about a summary need to know of it, read under its conversation's lock.
/// <paramref name="Version"/>: the one at work: a draft, or else the last one signed.
/// <paramref name="Revision"/>: grows with every change of what is at work; whoever saves or signs says which one was read.
/// <paramref name="Standing"/>: null until the first signature.
/// </summary>
public sealed record SummaryState(int Version, SummaryStatus Status, int Revision, StandingVersion? Standing)
{
    public static readonly SummaryState New = new(1, SummaryStatus.Draft, 1, null);

    public bool IsDraft => Status is SummaryStatus.Draft or SummaryStatus.InReview;

    /// <summary>Where one signed version stands.</summary>
    public SummaryStatus Of(int version) => Standing is { } standing && version == standing.Version ? standing.Status : SummaryStatus.Superseded;
}

/// <summary>
/// The rules of a summary, pure: state and intent in, the new state or the refusal out; null where nothing is to be changed.
/// <code>
/// Draft, InReview --discard--> gone, or what was signed before
/// Draft --edit--> InReview --sign--> Signed --filing--> Filing --filed--> Filed | FilingFailed
/// Signed, Filing, Filed, FilingFailed --correct--> (the next version) Draft; its signature makes the one before Superseded
/// Signed, Filing, Filed, FilingFailed --enter in error--> (the next version) EnteredInError, for good; a correction at work is dropped
/// </code>
/// They are asked under the lock of the conversation's row, so that of two signatures at once the second finds no draft.
/// </summary>
public static class ConversationSummary
{
    public static Outcome<SummaryState> Edit(SummaryState state, int revision)
    {
        if (Objection(state, revision) is { } refusal) return refusal;
        return state with { Status = SummaryStatus.InReview, Revision = revision + 1 };
    }

    /// <summary>Nothing is signed that says nothing.</summary>
    public static Outcome<SummaryState> Sign(SummaryState state, int revision, SummaryText text)
    {
        if (Objection(state, revision) is { } refusal) return refusal;
        if (string.IsNullOrWhiteSpace(text.Topic.Reveal()) || text.Filled().Sections.All(section => section.Kind == SectionKind.Instructions)) return SummaryRefusals.NothingSaid;
        return Standing(state, state.Version, SummaryStatus.Signed) with { Revision = revision + 1 };
    }

    public static Outcome<SummaryState> Correct(SummaryState state)
    {
        if (Objection(state) is { } refusal) return refusal;
        if (state.IsDraft) return SummaryRefusals.DraftOpen;
        return state with { Version = state.Version + 1, Status = SummaryStatus.Draft, Revision = state.Revision + 1 };
    }

    public static Outcome<SummaryState> EnterInError(SummaryState state)
    {
        if (Objection(state) is { } refusal) return refusal;
        return Standing(state, state.Standing!.Version + 1, SummaryStatus.EnteredInError) with { Revision = state.Revision + 1 };
    }

    /// <summary>Gives up the draft at work: what was signed before is at work again; null where nothing was, and the summary goes.</summary>
    public static Outcome<SummaryState?> Discard(SummaryState state, int revision)
    {
        if (Objection(state, revision) is { } refusal) return refusal;
        return state.Standing is { } standing ? Standing(state, standing.Version, standing.Status) with { Revision = revision + 1 } : (SummaryState?)null;
    }

    /// <summary>What the patient is given is what stands.</summary>
    public static Outcome<SummaryState> Share(SummaryState state, SummaryText signed)
    {
        if (Objection(state) is { } refusal) return refusal;
        return signed.Filled().Of(SectionKind.Instructions) is null ? SummaryRefusals.NoInstructions : state;
    }

    /// <summary>The EHR is being told of that version.</summary>
    public static SummaryState? BeginFiling(SummaryState state, int version) =>
        Filed(state, version, SummaryStatus.Filing, SummaryStatus.Signed, SummaryStatus.FilingFailed);

    /// <summary>The EHR has that version, or needs a person. What came of an older version, or of a withdrawal, changes no status here.</summary>
    public static SummaryState? EndFiling(SummaryState state, int version, bool isFiled) => isFiled
        ? Filed(state, version, SummaryStatus.Filed, SummaryStatus.Signed, SummaryStatus.Filing, SummaryStatus.FilingFailed)
        : Filed(state, version, SummaryStatus.FilingFailed, SummaryStatus.Signed, SummaryStatus.Filing);

    private static SummaryState? Filed(SummaryState state, int version, SummaryStatus to, params ReadOnlySpan<SummaryStatus> expected)
    {
        if (state.Standing is not { } standing || standing.Version != version || !expected.Contains(standing.Status)) return null;
        return state.IsDraft ? state with { Standing = new(version, to) } : Standing(state, version, to);
    }

    private static SummaryState Standing(SummaryState state, int version, SummaryStatus status) =>
        state with { Version = version, Status = status, Standing = new StandingVersion(version, status) };

    private static Refusal? Objection(SummaryState state, int revision)
    {
        if (state.Standing?.Status == SummaryStatus.EnteredInError) return SummaryRefusals.Withdrawn;
        if (!state.IsDraft) return SummaryRefusals.NotADraft;
        return state.Revision == revision ? null : SummaryRefusals.Revised;
    }

    private static Refusal? Objection(SummaryState state)
    {
        if (state.Standing is not { } standing) return SummaryRefusals.NotSigned;
        return standing.Status == SummaryStatus.EnteredInError ? SummaryRefusals.Withdrawn : null;
    }
}
