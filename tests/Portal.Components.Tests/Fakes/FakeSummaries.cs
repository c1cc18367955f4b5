using System.Collections.Concurrent;
using Portal.Domain.Conversations;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;

namespace Portal.Components.Tests.Fakes;

/// <summary>The ports of summaries in memory, with the domain's own rules, a filing that tests move on, and a place to make any call refused or slow.</summary>
internal sealed class FakeSummaries(TimeProvider clock) : ISummaries, IDraftingModel, IFilings, IFhirExport, IConversationExport
{
    private readonly ConcurrentDictionary<SummaryId, SummaryView> views = new();
    private readonly ConcurrentDictionary<SummaryId, IReadOnlyList<FilingView>> filings = new();

    /// <summary>Asked before each call by its name; a refusal is answered, an exception thrown, a task waited for.</summary>
    public Func<string, Task<Refusal?>> Before { get; set; } = _ => Task.FromResult<Refusal?>(null);

    public ConcurrentQueue<(string Call, object? About)> Calls { get; } = new();

    public IReadOnlyList<SourceMessage> Messages { get; set; } = [];

    public ConversationExport? Copy { get; set; }

    public string? Model { get; set; }

    /// <summary>Withdrawn here, and not in the record.</summary>
    public HashSet<SummaryId> StillInForce { get; } = [];

    public SummaryView this[SummaryId id]
    {
        get => views[id];
        set => views[id] = value;
    }

    public IReadOnlyList<object?> Of(string call) => [.. Calls.Where(made => made.Call == call).Select(made => made.About)];

    public SummaryView Add(SummaryView view) => views[view.Id] = view;

    public void File(SummaryId summary, params IReadOnlyList<FilingView> stand) => filings[summary] = stand;

    /// <summary>Somebody else saves.</summary>
    public void SaveElsewhere(SummaryId summary, SummaryText text)
    {
        var view = views[summary];
        views[summary] = view with { Text = text, State = ConversationSummary.Edit(view.State, view.State.Revision).Value, UpdatedBy = new(People.Clinician.PersonId, People.Clinician.DisplayName.Reveal()) };
    }

    public string? Name() => Model;

    public Task<Outcome<SummaryView>> Draft(Actor actor, NewSummary request, CancellationToken cancel) => Answer<SummaryView>("Draft", request, () =>
        Add(Summaries.Drafted() with { Conversation = request.Conversation, Visit = request.Visit }));

    public Task<Outcome<SummaryView>> View(Actor actor, SummaryId summary, CancellationToken cancel) => Answer("View", summary, () => Known(summary));

    public Task<Outcome<IReadOnlyList<SummaryLine>>> List(Actor actor, ConversationId conversation, CancellationToken cancel) => Answer<IReadOnlyList<SummaryLine>>("List", conversation, () =>
        (SummaryLine[])[.. views.Values.Where(view => view.Conversation == conversation).Select(view => new SummaryLine(view.Id, view.Kind, view.Visit, view.State, view.Text.Topic, view.Period, view.DraftedAt, view.Versions is [.., var last] ? last.SignedAt : null, view.SharedVersion is not null, view.IsStale) { IsStillInForce = StillInForce.Contains(view.Id) })]);

    public Task<Outcome<IReadOnlyList<SourceMessage>>> Sources(Actor actor, SummaryId summary, CancellationToken cancel) => Answer("Sources", summary, () => (Outcome<IReadOnlyList<SourceMessage>>)Messages.ToList());

    public Task<Outcome<SummaryView>> Edit(Actor actor, SummaryId summary, int revision, SummaryText text, CancellationToken cancel) =>
        Change("Edit", summary, text, view => ConversationSummary.Edit(view.State, revision).Map(state => view with { State = state, Text = text }));

    public Task<Outcome<Done>> Discard(Actor actor, SummaryId summary, int revision, CancellationToken cancel) => Answer<Done>("Discard", summary, () =>
    {
        if (!ConversationSummary.Discard(views[summary].State, revision).TryGet(out var state, out var refusal) && refusal is not null) return refusal;
        if (state is null) views.TryRemove(summary, out _);
        else views[summary] = views[summary] with { State = state, Text = views[summary].Versions[^1].Text, CorrectionReason = null };
        return Done.It;
    });

    public Task<Outcome<SummaryView>> Sign(Actor actor, SummaryId summary, SummarySignature signature, CancellationToken cancel) => Change("Sign", summary, signature, view =>
    {
        if (!ConversationSummary.Sign(view.State, signature.Revision, view.Text).TryGet(out var state, out var refusal)) return refusal;
        if (view.IsStale && signature.SourcesSeen is null) return SummaryRefusals.SourcesChanged;
        return Signed(actor, view, state, view.Text.Filled(), view.CorrectionReason is { } reason ? new SummaryChange.Correction(reason) : null) with { ChangedSources = [], SharedVersion = signature.IsShared ? state.Version : view.SharedVersion };
    });

    public Task<Outcome<SummaryView>> Correct(Actor actor, SummaryId summary, ClinicalText reason, CancellationToken cancel) => Change("Correct", summary, reason.Reveal(), view =>
        ConversationSummary.Correct(view.State).Map(state => view with { State = state, CorrectionReason = reason, Draft = view.Draft with { Origin = DraftOrigin.ByHand } }));

    public Task<Outcome<SummaryView>> EnterInError(Actor actor, SummaryId summary, ErrorReason reason, CancellationToken cancel) => Change("EnterInError", summary, reason, view =>
        ConversationSummary.EnterInError(view.State).Map(state => Signed(actor, view, state, new SummaryText(view.Text.Topic, []), new SummaryChange.EnteredInError(reason))));

    public Task<Outcome<SummaryView>> Share(Actor actor, SummaryId summary, CancellationToken cancel) => Change("Share", summary, null, view =>
        ConversationSummary.Share(view.State, view.Versions[^1].Text).Map(state => view with { SharedVersion = state.Standing!.Version }));

    Task<Outcome<IReadOnlyList<FilingView>>> IFilings.Of(Actor actor, SummaryId summary, CancellationToken cancel) =>
        Answer("Filings", summary, () => (Outcome<IReadOnlyList<FilingView>>)filings.GetValueOrDefault(summary, []).ToList());

    public Task<Outcome<Done>> Resolve(Actor actor, SummaryId summary, int version, FilingAnswer answer, CancellationToken cancel) => Answer<Done>("Resolve", answer, () => Done.It);

    public Task<Outcome<Done>> Retry(Actor actor, SummaryId summary, int version, CancellationToken cancel) => Answer<Done>("Retry", version, () => Done.It);

    Task<Outcome<FhirFile>> IFhirExport.Summary(Actor actor, SummaryId summary, int version, CancellationToken cancel) =>
        Answer<FhirFile>("Download", version, () => new FhirFile($"summary-{summary}.json", "{}"u8.ToArray()));

    public Task<Outcome<ConversationExport>> Export(Actor actor, ConversationId conversation, CancellationToken cancel) => Answer<ConversationExport>("Export", conversation, () => Copy is { } copy ? copy : Refusal.NotFound);

    private SummaryView Signed(Actor actor, SummaryView view, SummaryState state, SummaryText text, SummaryChange? change)
    {
        var signed = new SignedVersion(state.Version, state.Status, new(actor.PersonId, actor.DisplayName.Reveal()), clock.GetUtcNow(), text, view.Draft.Model, change);
        return view with { State = state, Text = text, CorrectionReason = null, Versions = [.. view.Versions.Select(earlier => earlier with { Status = SummaryStatus.Superseded }), signed] };
    }

    private Outcome<SummaryView> Known(SummaryId summary) => views.TryGetValue(summary, out var view) ? view : Refusal.NotFound;

    private Task<Outcome<SummaryView>> Change(string call, SummaryId summary, object? about, Func<SummaryView, Outcome<SummaryView>> change) => Answer<SummaryView>(call, about, () =>
    {
        if (!views.TryGetValue(summary, out var view)) return Refusal.NotFound;
        if (!change(view).TryGet(out var next, out var refusal)) return refusal;
        return views[summary] = next;
    });

    private async Task<Outcome<T>> Answer<T>(string call, object? about, Func<Outcome<T>> answer)
    {
        Calls.Enqueue((call, about));
        return await Before(call) is { } refusal ? refusal : answer();
    }
}

/// <summary>Summaries to begin a test with.</summary>
internal static class Summaries
{
    public static readonly SummarySentence Sourced = new(new("The wound is dry."), [new(2), new(3)]);
    public static readonly SummarySentence Unsourced = new(new("She sleeps well."), []);

    /// <summary>Of four sections, as a drafter leaves it: one empty, one with a sentence that has no source.</summary>
    public static SummaryView Drafted(DraftOrigin origin = DraftOrigin.Extract)
    {
        var draft = new SummaryDraft(
            new("Wound after the operation"),
            [
                new(SectionKind.Reason, [new(new("A question about the wound."), [new(1)])]),
                new(SectionKind.History, [Sourced, Unsourced]),
                new(SectionKind.Plan, []),
                new(SectionKind.Instructions, [new(new("Keep it dry."), [new(4)])]),
            ],
            origin,
            origin == DraftOrigin.Model ? "gpt-local" : null);
        var nurse = new PersonRef(People.Nurse.PersonId, People.Nurse.DisplayName.Reveal());
        return new SummaryView(
            Id.New<SummaryId>(), SummaryKind.Messages, Id.New<ConversationId>(), null, new(People.Teodor.Id, People.Teodor.Name.Display), People.Cardiology.Id, SummaryState.New, "message-summary", "en",
            new(new(1), new(9)), new(Conversations.Now.AddDays(-3), Conversations.Now), draft, SummaryText.Of(draft), null, [], null, [], new(9), nurse, Conversations.Now, nurse, Conversations.Now);
    }

    /// <summary>Signed by the clinician.</summary>
    public static SummaryView Signed()
    {
        var drafted = Drafted();
        var state = ConversationSummary.Sign(drafted.State, drafted.State.Revision, drafted.Text).Value;
        var signer = new PersonRef(People.Clinician.PersonId, People.Clinician.DisplayName.Reveal());
        return drafted with { State = state, Text = drafted.Text.Filled(), Versions = [new(1, SummaryStatus.Signed, signer, Conversations.Now, drafted.Text.Filled(), null, null)] };
    }

    public static FilingView Filing(FilingStatus status, int version = 1) => new(version, status) { ChangedAt = Conversations.Now };
}
