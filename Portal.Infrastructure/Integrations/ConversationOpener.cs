using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Integrations;

/// <summary>
/// The conversation that a session opens: the newest one of the patient with the care team that is not closed, else a new one. The looking and the starting
/// are done under a lock of that patient and care team, so that two tabs that open at once share one conversation.
/// </summary>
internal sealed class ConversationOpener(IConversations conversations, IDbContextFactory<PortalDbContext> contexts, ISqlDialect dialect) : IDisposable
{
    // Who waits for the lock holds a connection and needs another for the work; few may do so, or they could hold all there are and wait for each other.
    private readonly SemaphoreSlim places = new(4);

    public async Task<Outcome<ConversationId>> Open(Actor actor, PersonId patient, CareTeamLine careTeam, ClinicalText? topic, CancellationToken cancel)
    {
        if (Settled(await Newest(actor, careTeam, cancel)) is { } found) return found;
        await places.WaitAsync(cancel);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancel);
            await using var transaction = await context.Database.BeginTransactionAsync(cancel);
            await dialect.LockName(context.Database, $"open-conversation/{patient}/{careTeam.Id}", cancel);
            return Settled(await Newest(actor, careTeam, cancel)) ?? await Start(actor, careTeam, topic, cancel);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    /// <summary>Null where there is none yet.</summary>
    private static Outcome<ConversationId>? Settled(Outcome<ConversationId?> newest)
    {
        if (newest.Refusal is { } refusal) return (Outcome<ConversationId>)refusal;
        if (newest.Value is not { } conversation) return null;
        return (Outcome<ConversationId>)conversation;
    }

    private async Task<Outcome<ConversationId?>> Newest(Actor actor, CareTeamLine careTeam, CancellationToken cancel)
    {
        var cursor = (string?)null;
        do
        {
            var filter = new ConversationFilter { CareTeam = careTeam.Id, Kind = ConversationKind.Patient };
            var listed = await conversations.List(actor, filter, new PageRequest(PageRequest.MaxLimit, cursor), cancel);
            if (!listed.TryGet(out var page, out var refusal)) return refusal;
            if (page.Items.FirstOrDefault(view => view.Status != ConversationStatus.Closed) is { } open) return (ConversationId?)open.Id;
            cursor = page.Next;
        }
        while (cursor is not null);
        return (ConversationId?)null;
    }

    /// <summary>Where the host names no topic, the care team's name is one.</summary>
    private async Task<Outcome<ConversationId>> Start(Actor actor, CareTeamLine careTeam, ClinicalText? topic, CancellationToken cancel)
    {
        var request = new NewConversation(careTeam.Id, ConversationKind.Patient, Patient: null, topic ?? new ClinicalText(careTeam.Name), Priority.Routine);
        return (await conversations.Start(actor, request, cancel)).Map(view => view.Id);
    }
}
