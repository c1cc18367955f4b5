using System.Collections.Immutable;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Summaries.Drafting;

/// <summary>The summaries of one conversation, as they were read last. <paramref name="Lines"/>: null until then.</summary>
internal sealed record ConversationSummariesState(ConversationId? Conversation, ImmutableArray<SummaryLine>? Lines, Refusal? Refusal);

/// <summary>The summaries of the conversation that is open in this circuit, read once for all places that show them.</summary>
internal sealed class ConversationSummaries(CircuitActor actor, ISummaries summaries)
{
    /// <summary>Opening another conversation forgets the one before; a late answer about that changes nothing.</summary>
    public Store<ConversationSummariesState, ConversationSummariesState> Store { get; } =
        new(new(null, null, null), static (state, next) => next.Lines is null && next.Refusal is null ? next : next.Conversation == state.Conversation ? next : state);

    public ConversationSummariesState State => Store.State;

    public async Task Open(ConversationId conversation)
    {
        if (State.Conversation == conversation) return;
        Store.Dispatch(new(conversation, null, null));
        await Load(conversation);
    }

    public async Task Load(ConversationId conversation)
    {
        var listed = await actor.Ask((person, cancel) => summaries.List(person, conversation, cancel));
        Store.Dispatch(listed.TryGet(out var lines, out var refusal) ? new(conversation, [.. lines], null) : new(conversation, null, refusal));
    }

    /// <summary>The conversation is not on the screen any more: opened again, its summaries are read again.</summary>
    public void Leave(ConversationId conversation)
    {
        if (State.Conversation == conversation) Store.Dispatch(new(null, null, null));
    }
}
