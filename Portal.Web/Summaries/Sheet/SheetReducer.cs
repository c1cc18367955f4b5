using Portal.Domain.Ehr;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;

namespace Portal.Web.Summaries.Sheet;

/// <summary>What can happen to an open summary.</summary>
internal abstract record SheetAction
{
    private SheetAction()
    {
    }

    /// <summary>Opened, or changed by an act: the fields are filled from it.</summary>
    public sealed record Came(SummaryView View) : SheetAction;

    /// <summary>Others, or what became of its messages, changed how it stands; nobody here asked.</summary>
    public sealed record Heard(SummaryView View) : SheetAction;

    public sealed record NotOpened(SheetPhase Phase) : SheetAction;

    public sealed record ReaderKnown(bool MaySign) : SheetAction;

    public sealed record PatientCame(PatientCard Patient) : SheetAction;

    public sealed record FilingsCame(IReadOnlyList<FilingView> Filings) : SheetAction;

    public sealed record SourcesCame(IReadOnlyList<SourceMessage> Sources) : SheetAction;

    /// <summary>A section, or the subject line where there is none.</summary>
    public sealed record Typed(SectionKind? Section, ClinicalText Text) : SheetAction;

    public sealed record SectionAdded(SectionKind Section) : SheetAction;

    public sealed record SavingBegan : SheetAction;

    public sealed record SavingEnded(SummaryView View) : SheetAction;

    public sealed record SavingRefused(Refusal Refusal) : SheetAction;

    public sealed record FoundElsewhere(SummaryView View) : SheetAction;

    /// <summary>The own text is to stand; it is saved next.</summary>
    public sealed record OwnKept : SheetAction;

    public sealed record OtherTaken : SheetAction;

    /// <summary>Null puts the messages away.</summary>
    public sealed record SourcesAsked(SummarySentence? Sentence) : SheetAction;

    public sealed record ComparingTurned : SheetAction;

    /// <summary>None once it was answered, or put away.</summary>
    public sealed record QuestionAsked(SheetQuestion Question) : SheetAction;

    public sealed record GivenUp : SheetAction;

    public sealed record ActBegan : SheetAction;

    /// <summary>Null once it is done, or put away.</summary>
    public sealed record ActEnded(Refusal? Refusal) : SheetAction;
}

internal static class SheetReducer
{
    public static SheetState Apply(SheetState state, SheetAction action) => action switch
    {
        SheetAction.Came came => Filled(state with { Phase = SheetPhase.Ready, View = came.View }, came.View),
        SheetAction.Heard heard => Hear(state, heard.View),
        SheetAction.NotOpened failed => new SheetState(state.Id) { Phase = failed.Phase },
        SheetAction.ReaderKnown known => state with { MaySign = known.MaySign },
        SheetAction.PatientCame came => state with { Patient = came.Patient },
        SheetAction.FilingsCame came => state.Filings.SequenceEqual(came.Filings) ? state : state with { Filings = came.Filings },
        SheetAction.SourcesCame came => state with { Sources = came.Sources },
        SheetAction.Typed typed => Write(state, typed),
        SheetAction.SectionAdded added => Add(state, added.Section),
        SheetAction.SavingBegan => state with { Keeping = SheetKeeping.Saving, NotSaved = null },
        SheetAction.SavingEnded saved => state with { View = saved.View, Keeping = SheetKeeping.Saved, NotSaved = null },
        SheetAction.SavingRefused refused => state with { Keeping = SheetKeeping.NotSaved, NotSaved = refused.Refusal },
        SheetAction.FoundElsewhere found => state with { Keeping = SheetKeeping.ChangedElsewhere, Elsewhere = found.View },
        SheetAction.OwnKept when state.Elsewhere is { State.IsDraft: true } other => state with { View = other, Elsewhere = null, Keeping = SheetKeeping.Saving },
        SheetAction.OtherTaken when state.Elsewhere is { } other => Filled(state with { View = other }, other),
        SheetAction.OwnKept or SheetAction.OtherTaken => state,
        SheetAction.SourcesAsked asked => state with { Asked = asked.Sentence },
        SheetAction.ComparingTurned => state with { IsComparing = !state.IsComparing },
        SheetAction.QuestionAsked asked => state with { Question = asked.Question, Problem = null },
        SheetAction.GivenUp => state with { IsGone = true, Text = state.View?.Text },
        SheetAction.ActBegan => state with { IsBusy = true, Problem = null },
        SheetAction.ActEnded ended => state with { IsBusy = false, Problem = ended.Refusal },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, null),
    };

    /// <summary>The same words in the same sections.</summary>
    public static bool IsSame(SummaryText one, SummaryText other) => one.Topic == other.Topic && one.Sections.SequenceEqual(other.Sections);

    /// <summary>What is being written or asked is left alone: another's text is found when the own is saved, another's act when the own is refused.</summary>
    private static SheetState Hear(SheetState state, SummaryView now)
    {
        if (state is not { View: { } view, IsBusy: false, Question: SheetQuestion.None, Elsewhere: null }) return state;
        if (now.State.Revision == view.State.Revision) return state with { View = view with { State = now.State, ChangedSources = now.ChangedSources, SourcesHead = now.SourcesHead } };
        return state.IsEditable ? state : Filled(state with { View = now }, now);
    }

    private static SheetState Filled(SheetState state, SummaryView view) => state with
    {
        Text = view.Text,
        Filling = state.Filling + 1,
        Keeping = SheetKeeping.Saved,
        NotSaved = null,
        Elsewhere = null,
        Asked = null,
        IsComparing = state.IsComparing && view.State.IsDraft,
    };

    private static SheetState Write(SheetState state, SheetAction.Typed typed)
    {
        if (state is not { IsEditable: true, Text: { } text }) return state;
        var next = typed.Section is not { } kind
            ? text with { Topic = typed.Text }
            : text with { Sections = [.. text.Sections.Where(section => section.Kind != kind).Append(new SummarySection(kind, typed.Text)).OrderBy(section => section.Kind)] };
        return IsSame(text, next) ? state : state with { Text = next };
    }

    private static SheetState Add(SheetState state, SectionKind kind) => state is { IsEditable: true, Text: { } text } && text.Of(kind) is null
        ? state with { Text = text with { Sections = [.. text.Sections.Append(new SummarySection(kind, default)).OrderBy(section => section.Kind)] } }
        : state;
}
