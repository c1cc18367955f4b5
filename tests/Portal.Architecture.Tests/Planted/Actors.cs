// Violations on purpose, under the names of the projects that they pretend to be part of: each guard must see each of them.
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Inbox;

internal sealed class KeepsAnActor(IMessages messages, Actor kept)
{
    public async Task<bool> Handler(ConversationId conversation, MessageDraft draft, CancellationToken cancel) => (await messages.Post(kept, conversation, draft, cancel)).IsOk;

    public Func<Task> Lambda(ConversationId conversation, Sequence target) => () => messages.Retract(kept, conversation, target, RetractionReason.Other, CancellationToken.None);

    public Task<Outcome<Done>> Delegate(Func<Actor, CancellationToken, Task<Outcome<Done>>> ask) => ask(kept, CancellationToken.None);
}

internal sealed class IsGivenAnActor(IMessages messages)
{
    public Func<Actor, CancellationToken, Task<Outcome<SendReceipt>>> Lambda(ConversationId conversation, MessageDraft draft) => async (actor, cancel) => await messages.Post(actor, conversation, draft, cancel);
}
