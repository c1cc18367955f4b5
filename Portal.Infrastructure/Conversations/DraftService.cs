using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations;

/// <inheritdoc/>
internal sealed class DraftService(ConversationAccess access, ConversationWriting writing) : IDrafts
{
    public async Task<Outcome<ClinicalText>> Get(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.KeepDraft, cancel);
        if (!admitted.TryGet(out _, out var refusal)) return refusal;
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<DraftRow>().AsNoTracking().SingleOrDefaultAsync(draft => draft.PersonId == actor.PersonId.Value && draft.ConversationId == conversation.Value, cancel);
        if (row is null) return new ClinicalText("");
        var key = await writing.Vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);
        return new ClinicalText(key.OpenText(row.Text, DraftContext(row.PersonId, row.ConversationId)));
    }

    public async Task<Outcome<Done>> Save(Actor actor, ConversationId conversation, ClinicalText text, CancellationToken cancel)
    {
        if (text.Reveal().Length > TextRules.MessageLimit) return Refusal.Invalid("text", "is too long");
        var admitted = await access.Admit(actor, conversation, _ => CareAction.KeepDraft, cancel);
        if (!admitted.TryGet(out _, out var refusal)) return refusal;
        var key = await writing.Vault.Get(DataKeyKind.Conversation, conversation.Value, cancel);
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var mine = context.Set<DraftRow>().Where(draft => draft.PersonId == actor.PersonId.Value && draft.ConversationId == conversation.Value);
        if (text.Reveal().Length == 0)
        {
            await mine.ExecuteDeleteAsync(cancel);
            return Done.It;
        }

        var words = key.Seal(text.Reveal(), DraftContext(actor.PersonId.Value, conversation.Value));
        var now = writing.Clock.Now();
        if (await mine.ExecuteUpdateAsync(set => set.SetProperty(draft => draft.Text, words).SetProperty(draft => draft.UpdatedAt, now), cancel) > 0) return Done.It;
        context.Add(new DraftRow { PersonId = actor.PersonId.Value, ConversationId = conversation.Value, Text = words, UpdatedAt = now });
        try
        {
            await context.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            // Another device saved in between: the last one to speak wins.
            await mine.ExecuteUpdateAsync(set => set.SetProperty(draft => draft.Text, words).SetProperty(draft => draft.UpdatedAt, now), cancel);
        }

        return Done.It;
    }

    private static byte[] DraftContext(Guid person, Guid conversation) => Context.Of("draft", person, conversation);
}
