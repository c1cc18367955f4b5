using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Conversations.Live;

/// <inheritdoc/>
internal sealed class ConversationFeed(
    ConversationAccess access,
    EventReader reader,
    ViewLog views,
    FeedRegistry registry,
    FeedTurns turns,
    PresenceBoard presence,
    TypingBoard typing,
    IDbContextFactory<PortalDbContext> contexts,
    ILogger<ConversationFeed> logger) : IConversationFeed
{
    private const int StartLimit = 200;

    public async Task<Outcome<FeedStart>> Start(Actor actor, ConversationId conversation, Sequence after, IFeedViewer viewer, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, card => card.Reading, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        await views.Opened(actor, admission.Card, cancel);

        // Registered before the read: whatever commits from here on is signalled, whatever committed before is read. Nothing falls in between.
        var hold = new FeedHold(actor, admission.Card, viewer, turns, logger);
        registry.Add(hold);
        try
        {
            var from = Math.Max(after.Value, admission.FirstVisible - 1);
            var events = await reader.After(conversation.Value, from, StartLimit + 1, cancel);
            var more = events.Count > StartLimit;
            if (more) events = [.. events.Take(StartLimit)];
            var last = events.Count > 0 ? events[^1].Sequence.Value : from;
            var head = more || events.Count == 0 ? await reader.Head(conversation.Value, cancel) : last;
            var markers = await Markers(conversation.Value, cancel);
            hold.Meet(markers.Select(marker => marker.Person.Value).Concat(registry.Of(conversation.Value).Select(other => other.Person.Value)));
            var there = markers.Select(marker => marker.Person.Value).Concat(registry.Of(conversation.Value).Select(other => other.Person.Value)).Distinct()
                .Select(person => new Presence(new PersonId(person), presence.Of(person))).ToList();
            foreach (var other in registry.Of(conversation.Value)) other.Meet([actor.PersonId.Value]);
            if (more)
            {
                await hold.DisposeAsync();
                return new FeedStart(events, new Sequence(head), More: true, markers, there, Live: null);
            }

            // A client that claims to be beyond the head is brought back to it: what comes next is new to it in any case.
            hold.StartBehind(Math.Min(last, head));
            return new FeedStart(events, new Sequence(head), More: false, markers, there, hold);
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    public async Task<Outcome<Done>> Typing(Actor actor, ConversationId conversation, bool isTyping, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, card => card.Writing, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        typing.Set(admission.Card, actor.PersonId.Value, isTyping);
        return Done.It;
    }

    public IPresenceHold Connect(Actor actor) => presence.Connect(actor);

    private async Task<IReadOnlyList<Marker>> Markers(Guid conversation, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<ParticipantRow>().AsNoTracking().Where(row => row.ConversationId == conversation)
            .Select(row => new { row.PersonId, row.Delivered, row.Read }).ToListAsync(cancel);
        return [.. rows.Select(row => new Marker(new PersonId(row.PersonId), new Sequence(row.Delivered), new Sequence(row.Read)))];
    }
}
