using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Summaries.Drafting;

/// <summary>The summaries of one conversation, as they were read last. <paramref name="Lines"/>: null until then.</summary>
internal sealed record ConversationSummariesState(ConversationId? Conversation, ImmutableArray<SummaryLine>? Lines, Refusal? Refusal);

/// <summary>The summaries of the conversation that is open in this circuit, read once for all places that show them, and again when they may stand otherwise.</summary>
internal sealed class ConversationSummaries(CircuitActor actor, ISummaries summaries, SummaryHints hints) : IDisposable
{
    private readonly Turns reading = new();
    private IDisposable? listening;

    /// <summary>Opening another conversation forgets the one before; a late answer about that changes nothing.</summary>
    public Store<ConversationSummariesState, ConversationSummariesState> Store { get; } =
        new(new(null, null, null), static (state, next) => next.Lines is null && next.Refusal is null ? next : next.Conversation == state.Conversation ? next : state);

    public ConversationSummariesState State => Store.State;

    public async Task Open(ConversationView view)
    {
        if (State.Conversation == view.Id || view.Patient is not { } patient) return;
        Store.Dispatch(new(view.Id, null, null));
        listening?.Dispose();
        listening = hints.Of(patient.Id, view.CareTeam.Id, messages: null, () => _ = Load(view.Id));
        await Load(view.Id);
    }

    /// <summary>One after another, so that what was read last is what stands.</summary>
    public Task Load(ConversationId conversation) => reading.Take(async () =>
    {
        if (State.Conversation != conversation) return;
        var listed = await actor.Ask((person, cancel) => summaries.List(person, conversation, cancel));
        if (listed.TryGet(out var lines, out var refusal)) Store.Dispatch(new(conversation, [.. lines], null));
        else Store.Dispatch(new(conversation, refusal.Kind is RefusalKind.NotReady or RefusalKind.RateLimited ? State.Lines : null, refusal));
    });

    /// <summary>A message of the conversation was corrected or taken back: a summary that was made of it is stale.</summary>
    public Task MessagesChanged(ConversationId conversation) => State is { Lines.Length: > 0 } ? Load(conversation) : Task.CompletedTask;

    /// <summary>The conversation is not on the screen any more: opened again, its summaries are read again.</summary>
    public void Leave(ConversationId conversation)
    {
        if (State.Conversation != conversation) return;
        listening?.Dispose();
        Store.Dispatch(new(null, null, null));
    }

    public void Dispose() => listening?.Dispose();
}
