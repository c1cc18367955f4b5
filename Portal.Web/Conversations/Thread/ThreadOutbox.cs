using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;
using Portal.Web.Shared.Circuits;
using Portal.Web.State;

namespace Portal.Web.Conversations.Thread;

/// <summary>
/// The writing side of one open conversation. A message shows at once and is posted under its own client id, one after another in the order of writing; one
/// that was not taken stays, and is tried again under the same id. Until a message is acknowledged its words are part of the stored draft, so that neither a lost circuit
/// nor a lost server loses them.
/// </summary>
internal sealed class ThreadOutbox(Store<ThreadState, ThreadAction> store, CircuitActor actor, IMessages messages, IDrafts drafts, TimeProvider clock)
{
    private readonly Turns posting = new();
    private readonly Turns saving = new();
    private string typed = "";
    private string? stored;

    /// <summary>The stored draft, for a composer that just opened.</summary>
    public async Task<string> Draft()
    {
        var found = await actor.Ask((person, cancel) => drafts.Get(person, store.State.Id, cancel));
        return typed = stored = found.TryGet(out var text, out _) ? text.Reveal() : "";
    }

    /// <summary>What stands in the composer now.</summary>
    public Task Typed(string text)
    {
        typed = text;
        return SaveDraft();
    }

    /// <summary>False where the text cannot be sent as it is; the composer then keeps it. Completes when the server has taken it or has said no.</summary>
    public async Task<bool> Send(string text)
    {
        if (TextRules.Objection(text, TextRules.MessageLimit) is not null) return false;
        var draft = new MessageDraft(Id.New<ClientMessageId>(), new ClinicalText(text), store.State.ReplyingTo, []);
        store.Dispatch(new ThreadAction.ProblemArose(null));
        store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.Sent(draft.ClientMessageId, draft.Text, draft.ReplyTo, clock.Now())));
        store.Dispatch(new ThreadAction.ReplyChosen(null));
        typed = typed.StartsWith(text, StringComparison.Ordinal) ? typed[text.Length..] : "";
        await Post(draft);
        return true;
    }

    public async Task Retry(ClientMessageId id)
    {
        if (Pending(id) is not { Failure: not null } failed) return;
        store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.Retried(id)));
        await Post(new MessageDraft(failed.Id, failed.Text, failed.ReplyTo, []));
    }

    public async Task Discard(ClientMessageId id)
    {
        if (Pending(id) is not { Failure: not null }) return;
        store.Dispatch(new ThreadAction.TimelineMoved(new TimelineInput.Discarded(id)));
        await SaveDraft();
    }

    private Task Post(MessageDraft draft) => posting.Take(async () =>
    {
        var posted = await actor.Ask((person, cancel) => messages.Post(person, store.State.Id, draft, cancel));
        store.Dispatch(new ThreadAction.TimelineMoved(posted.TryGet(out var receipt, out var refusal)
            ? new TimelineInput.Accepted(draft.ClientMessageId, receipt.Receipt)
            : new TimelineInput.NotTaken(draft.ClientMessageId, ReasonOf(refusal))));
        await SaveDraft();
    });

    private PendingMessage? Pending(ClientMessageId id) => store.State.Timeline?.Pending.FirstOrDefault(message => message.Id == id);

    private Task SaveDraft() => saving.Take(async () =>
    {
        var unsent = store.State.Timeline?.Pending.Where(message => message.Sequence is null).Select(message => message.Text.Reveal()) ?? [];
        var all = string.Join("\n\n", unsent.Append(typed).Where(text => text.Length > 0));
        // A draft is no longer than a message; what was not taken is on the screen as well, what is being typed is not.
        var wanted = all.Length <= TextRules.MessageLimit ? all : typed;
        if (wanted == stored || (wanted.Length == 0 && stored is null)) return;
        var saved = await actor.Ask((person, cancel) => drafts.Save(person, store.State.Id, new ClinicalText(wanted), cancel));
        if (saved.IsOk) stored = wanted;
    });

    /// <summary>The stable code that the screen has words for.</summary>
    private static string ReasonOf(Refusal refusal) => refusal.Reason ?? refusal.Kind.ToString();
}
