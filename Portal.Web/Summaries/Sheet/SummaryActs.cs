using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Summaries.Sheet;

/// <summary>
/// What a clinician does with an open summary beside writing. Each gives the refusal, null where it is done.
/// <paramref name="save"/> keeps what is typed, <paramref name="look"/> asks anew how the versions stand towards the EHR.
/// </summary>
internal sealed class SummaryActs(Store<SheetState, SheetAction> store, SheetPorts ports, CircuitActor actor, Func<Task> save, Func<Task> look)
{
    private SummaryId Summary => store.State.Id;

    /// <summary>What stands on the screen is what is signed: it is saved first, and not signed where that was not possible.</summary>
    /// <param name="seen">Up to where the person was shown which messages changed; null where nothing was shown. What changed since then, nobody has seen.</param>
    /// <param name="isShared">The patient is given the instructions with it.</param>
    public async Task<Refusal?> Sign(Sequence? seen, bool isShared)
    {
        await save();
        if (store.State is not { Keeping: SheetKeeping.Saved, View: { } view }) return store.State.NotSaved ?? SummaryRefusals.Revised;
        var signature = new SummarySignature(view.State.Revision, seen ?? (view.IsStale ? null : view.SourcesHead), isShared);
        var refused = await Change((person, cancel) => ports.Summaries.Sign(person, Summary, signature, cancel));
        if (refused == SummaryRefusals.SourcesChanged || refused == SummaryRefusals.Revised) await Read();
        return refused;
    }

    public Task<Refusal?> Correct(ClinicalText reason) => Change((person, cancel) => ports.Summaries.Correct(person, Summary, reason, cancel));

    public Task<Refusal?> EnterInError(ErrorReason reason) => Change((person, cancel) => ports.Summaries.EnterInError(person, Summary, reason, cancel));

    /// <summary>Gives up the draft at work; of a correction what was signed before is shown again.</summary>
    public async Task Discard()
    {
        if (store.State.View is not { } view) return;
        store.Dispatch(new SheetAction.ActBegan());
        var discarded = await actor.Ask((person, cancel) => ports.Summaries.Discard(person, Summary, view.State.Revision, cancel));
        store.Dispatch(new SheetAction.ActEnded(discarded.Refusal));
        if (discarded.IsOk && view.State.Standing is null) store.Dispatch(new SheetAction.GivenUp());
        else await Read();
    }

    public Task<Refusal?> Share() => Change((person, cancel) => ports.Summaries.Share(person, Summary, cancel));

    public Task<Refusal?> Retry(int version) => Do((person, cancel) => ports.Filings.Retry(person, Summary, version, cancel));

    public Task<Refusal?> Resolve(int version, FilingAnswer answer) => Do((person, cancel) => ports.Filings.Resolve(person, Summary, version, answer, cancel));

    /// <summary>Null where it was refused, which the screen then says.</summary>
    public async Task<FhirFile?> Download(int version)
    {
        store.Dispatch(new SheetAction.ActBegan());
        var made = await actor.Ask((person, cancel) => ports.Export.Summary(person, Summary, version, cancel));
        store.Dispatch(new SheetAction.ActEnded(made.Refusal));
        return made.TryGet(out var file, out _) ? file : null;
    }

    public void Forget() => store.Dispatch(new SheetAction.ActEnded(null));

    private async Task<Refusal?> Change(Func<Actor, CancellationToken, Task<Outcome<SummaryView>>> act)
    {
        store.Dispatch(new SheetAction.ActBegan());
        var changed = await actor.Ask(act);
        store.Dispatch(new SheetAction.ActEnded(changed.Refusal));
        if (!changed.TryGet(out var view, out var refusal)) return refusal;
        store.Dispatch(new SheetAction.Came(view));
        await look();
        return null;
    }

    private async Task<Refusal?> Do(Func<Actor, CancellationToken, Task<Outcome<Done>>> act)
    {
        store.Dispatch(new SheetAction.ActBegan());
        var done = await actor.Ask(act);
        store.Dispatch(new SheetAction.ActEnded(done.Refusal));
        await look();
        return done.Refusal;
    }

    /// <summary>What the refusal spoke of is to be seen before anybody tries again.</summary>
    private async Task Read()
    {
        if ((await actor.Ask((person, cancel) => ports.Summaries.View(person, Summary, cancel))).TryGet(out var view, out _)) store.Dispatch(new SheetAction.Came(view));
    }
}
