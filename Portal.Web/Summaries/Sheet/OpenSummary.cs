using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Summaries.Sheet;

/// <summary>One summary opened in one circuit: reading it, and keeping what is typed.</summary>
internal sealed class OpenSummary : IAsyncDisposable
{
    /// <summary>How often the EHR's answer is looked for while a version is on its way.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(3);

    private readonly SheetPorts ports;
    private readonly CircuitActor actor;
    private readonly SummaryHints hints;
    private readonly Turns saving = new();
    private readonly Turns hearing = new();
    private readonly ITimer looking;
    private IDisposable? listening;
    private volatile bool isClosed;

    public OpenSummary(SummaryId summary, SheetPorts ports, CircuitActor actor, SummaryHints hints, TimeProvider clock)
    {
        (this.ports, this.actor, this.hints) = (ports, actor, hints);
        Store = new(new SheetState(summary), SheetReducer.Apply);
        Acts = new(Store, ports, actor, Save, LoadFilings);
        looking = clock.CreateTimer(_ => _ = Look(), state: null, LookAgain, LookAgain);
    }

    public Store<SheetState, SheetAction> Store { get; }

    public SheetState State => Store.State;

    public SummaryActs Acts { get; }

    public async Task Open()
    {
        if (!(await actor.Ask((person, cancel) => ports.Summaries.View(person, State.Id, cancel))).TryGet(out var view, out var refusal))
        {
            Store.Dispatch(new SheetAction.NotOpened(refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited ? SheetPhase.Failed : SheetPhase.Unknown));
            return;
        }

        Store.Dispatch(new SheetAction.ReaderKnown((await actor.Current())?.Has(StaffRoles.Practitioner) == true));
        Store.Dispatch(new SheetAction.Came(view));
        if (isClosed) return;
        listening ??= hints.Of(view.Patient.Id, view.CareTeam, view.Conversation, () => _ = Hear());
        if ((await actor.Ask((person, cancel) => ports.Patients.Card(person, view.Patient.Id, cancel))).TryGet(out var card, out _)) Store.Dispatch(new SheetAction.PatientCame(card));
        await LoadFilings();
    }

    /// <summary>What stands in a field now; saved when this completes, unless somebody else changed the summary meanwhile.</summary>
    public Task Typed(SectionKind? section, string text)
    {
        Store.Dispatch(new SheetAction.Typed(section, new ClinicalText(text)));
        return Save();
    }

    /// <summary>One after another; what was typed meanwhile is saved by the next.</summary>
    public Task Save() => saving.Take(async () =>
    {
        if (State is not { HasUnsaved: true, Keeping: not SheetKeeping.ChangedElsewhere, View: { } view, Text: { } text }) return;
        Store.Dispatch(new SheetAction.SavingBegan());
        var edited = await actor.Ask((person, cancel) => ports.Summaries.Edit(person, State.Id, view.State.Revision, text, cancel));
        if (edited.TryGet(out var saved, out var refusal)) Store.Dispatch(new SheetAction.SavingEnded(saved));
        else if (IsByOthers(refusal) && (await actor.Ask((person, cancel) => ports.Summaries.View(person, State.Id, cancel))).TryGet(out var other, out _)) Store.Dispatch(new SheetAction.FoundElsewhere(other));
        else Store.Dispatch(new SheetAction.SavingRefused(refusal));
    });

    /// <summary>The own text takes the place of the other, which the person has seen.</summary>
    public Task KeepOwn()
    {
        Store.Dispatch(new SheetAction.OwnKept());
        return Save();
    }

    public void TakeOther() => Store.Dispatch(new SheetAction.OtherTaken());

    /// <summary>The messages that a sentence was made from.</summary>
    public async Task Ask(SummarySentence sentence)
    {
        Store.Dispatch(new SheetAction.SourcesAsked(sentence));
        if (State.Sources is not null) return;
        if ((await actor.Ask((person, cancel) => ports.Summaries.Sources(person, State.Id, cancel))).TryGet(out var sources, out var refusal)) Store.Dispatch(new SheetAction.SourcesCame(sources));
        else Store.Dispatch(new SheetAction.ActEnded(refusal));
    }

    public ValueTask DisposeAsync()
    {
        isClosed = true;
        listening?.Dispose();
        return looking.DisposeAsync();
    }

    /// <summary>The list says whether there is anything to see: opening a summary is audited each time, and nobody opens it here.</summary>
    private Task Hear() => hearing.Take(async () =>
    {
        if (State.View is not { } view) return;
        if (!(await actor.Ask((person, cancel) => ports.Summaries.List(person, view.Conversation, cancel))).TryGet(out var lines, out _)) return;
        if (lines.FirstOrDefault(line => line.Id == view.Id) is not { } line) return;
        var isAsItWas = line.State == view.State && line.IsStale == view.IsStale;
        if (!isAsItWas && (await actor.Ask((person, cancel) => ports.Summaries.View(person, view.Id, cancel))).TryGet(out var now, out _)) Store.Dispatch(new SheetAction.Heard(now));

        // What comes of a withdrawal in the EHR changes no status here.
        await LoadFilings();
    });

    private Task Look() => State.Filings.Any(filing => filing.Status == FilingStatus.Waiting) ? LoadFilings() : Task.CompletedTask;

    private async Task LoadFilings()
    {
        if (State.View is not { Versions.Count: > 0 }) return;
        if ((await actor.Ask((person, cancel) => ports.Filings.Of(person, State.Id, cancel))).TryGet(out var filings, out _)) Store.Dispatch(new SheetAction.FilingsCame(filings));
    }

    private static bool IsByOthers(Refusal refusal) => refusal == SummaryRefusals.Revised || refusal == SummaryRefusals.NotADraft || refusal == SummaryRefusals.Withdrawn;
}

/// <summary>The ports that an open summary needs.</summary>
internal sealed record SheetPorts(ISummaries Summaries, IFilings Filings, IFhirExport Export, IPatients Patients);

/// <summary>Opens summaries in a circuit.</summary>
internal sealed class SummarySheets(SheetPorts ports, CircuitActor actor, SummaryHints hints, TimeProvider clock)
{
    public OpenSummary Of(SummaryId summary) => new(summary, ports, actor, hints, clock);
}
