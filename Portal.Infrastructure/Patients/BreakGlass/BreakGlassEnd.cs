using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Patients.BreakGlass;

/// <summary>
/// Gives a grant back. It waits for what is being written to the patient's conversations, so that whatever stood on the grant is committed before it ends, and what
/// comes behind finds it ended.
/// </summary>
internal sealed class BreakGlassEnd(ConversationWriting writing, AccessChanges changes)
{
    public async Task End(Actor actor, BreakGlassRow grant, CancellationToken cancel)
    {
        await using (var transaction = await ConversationTransaction.Begin(writing, cancel))
        {
            var context = transaction.Context;
            var conversations = await context.Set<ConversationRow>().Where(row => row.PatientId == grant.PatientId).Select(row => row.Id).ToListAsync(cancel);
            await writing.Dialect.LockConversations(context.Database, conversations, cancel);
            var now = writing.Clock.Now();
            var ended = await context.Set<BreakGlassRow>().Where(row => row.Id == grant.Id && row.EndedAt == null && row.EndsAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel);
            if (ended == 0) return;
            transaction.Audit(new AuditEntry(actor, AuditAction.BreakGlassEnded) { Patient = new PersonId(grant.PatientId), Subject = grant.Id, BreakGlass = new BreakGlassId(grant.Id) });
            await context.SaveChangesAsync(cancel);
            await changes.Bump(context, cancel);
            await transaction.Commit(cancel);
        }

        changes.Announce();
    }
}
