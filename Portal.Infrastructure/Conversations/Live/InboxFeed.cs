using Microsoft.Extensions.Logging;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Conversations.Live;

/// <inheritdoc/>
internal sealed class InboxFeed(
    IConversations conversations,
    InboxRegistry registry,
    ConversationViews views,
    GrantsReader grants,
    IAccessChanges changes,
    TimeProvider clock,
    ILogger<InboxFeed> logger) : IInboxFeed
{
    public async Task<Outcome<InboxStart>> Start(Actor actor, IInboxViewer viewer, CancellationToken cancel)
    {
        // Registered before the read, as for a conversation: what changes from here on is signalled, what was before is read.
        var hold = new InboxHold(actor, viewer, registry, views, grants, clock, logger);
        var version = changes.Version;
        await hold.Register(cancel);
        try
        {
            var listed = await conversations.List(actor, ConversationFilter.All, new PageRequest(PageRequest.MaxLimit), cancel);
            if (!listed.TryGet(out var page, out var refusal))
            {
                await hold.DisposeAsync();
                return refusal;
            }

            hold.Shown(page.Items, version);
            return new InboxStart(page.Items, page.Next, hold);
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }
}
