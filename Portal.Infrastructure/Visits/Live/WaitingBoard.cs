using Microsoft.Extensions.Logging;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Visits.Live;

/// <inheritdoc/>
internal sealed class WaitingBoard(VisitRegistry registry, VisitViews views, GrantsReader grants, ConversationAccess access, TimeProvider clock, ILogger<WaitingBoard> logger) : IWaitingBoard
{
    public Task<Outcome<BoardStart>> Start(Actor actor, IBoardViewer viewer, CancellationToken cancel) => Start(actor, new BoardVisits(grants, clock), viewer, cancel);

    public Task<Outcome<BoardStart>> Watch(Actor actor, ConversationId conversation, IBoardViewer viewer, CancellationToken cancel) =>
        Start(actor, new ConversationVisits(conversation, access), viewer, cancel);

    private async Task<Outcome<BoardStart>> Start(Actor actor, VisitScope scope, IBoardViewer viewer, CancellationToken cancel)
    {
        // Registered before the read: what changes from here on is signalled, what was before is read.
        var hold = new VisitHold(actor, viewer, scope, registry, views, clock, logger);
        try
        {
            if (await hold.Register(cancel) is not { } refusal) return new BoardStart(await hold.First(cancel), hold);
            await hold.DisposeAsync();
            return refusal;
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }
}
