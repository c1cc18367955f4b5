using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations.Live;

namespace Portal.Infrastructure.Conversations;

/// <inheritdoc/>
internal sealed class MarkerService(ConversationAccess access, ConversationWriting writing) : IMarkers
{
    public Task<Outcome<Done>> MarkDelivered(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) =>
        Mark(actor, conversation, sequence, Sequence.None, cancel);

    public Task<Outcome<Done>> MarkRead(Actor actor, ConversationId conversation, Sequence sequence, CancellationToken cancel) =>
        Mark(actor, conversation, sequence, sequence, cancel);

    private async Task<Outcome<Done>> Mark(Actor actor, ConversationId conversation, Sequence delivered, Sequence read, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, card => card.Reading, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<ConversationRow>().AsNoTracking().SingleAsync(one => one.Id == conversation.Value, cancel);
        if (Conversation.MoveMarker(row.ToState(), Sequence.None, delivered) is { IsOk: false, Refusal: { } beyond }) return beyond;
        var kind = (short)EventActor.Of(actor).Kind;
        var now = await writing.Dialect.MoveMarkers(context.Database, conversation.Value, actor.PersonId.Value, kind, delivered.Value, read.Value, cancel);
        if (now.Moved)
        {
            var card = admission.Card;
            writing.Bus.Publish(new Nudge(NudgeKind.Marker, card.Id, card.CareTeam, card.Patient) { Person = actor.PersonId.Value, Sequence = now.Delivered, Read = now.Read });
        }

        return Done.It;
    }
}
