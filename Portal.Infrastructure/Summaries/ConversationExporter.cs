using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <inheritdoc/>
internal sealed class ConversationExporter(ConversationAccess access, ConversationViews views, EventReader reader, AuditWriter audit, ConversationWriting writing) : IConversationExport
{
    private const int PageSize = 1_000;

    public Task<Outcome<ConversationExport>> Export(Actor actor, ConversationId conversation, CancellationToken cancel) => KeyGone.AsNotFound(() => Read(actor, conversation, cancel));

    private async Task<Outcome<ConversationExport>> Read(Actor actor, ConversationId conversation, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.ExportConversation, cancel);
        if (!admitted.TryGet(out var admission, out var refusal)) return refusal;
        if (admission.Card.Kind != ConversationKind.Patient) return SummaryRefusals.TeamConversation;
        var copy = ConversationCopy.Of(await All(conversation.Value, cancel), actor.IsStaff);
        await audit.WriteAlone(
            new AuditEntry(actor, AuditAction.ConversationExported)
            {
                Conversation = conversation,
                Patient = admission.Card.Patient is { } patient ? new PersonId(patient) : null,
                CareTeam = new CareTeamId(admission.Card.CareTeam),
            },
            cancel);
        return new ConversationExport(
            await views.Admitted(actor, conversation.Value, cancel),
            EventActor.Of(actor),
            writing.Clock.Now(),
            copy,
            await Head(cancel));
    }

    private async Task<IReadOnlyList<ConversationEvent>> All(Guid conversation, CancellationToken cancel)
    {
        var events = new List<ConversationEvent>();
        while (true)
        {
            var page = await reader.After(conversation, events.Count == 0 ? 0 : events[^1].Sequence.Value, PageSize, cancel);
            events.AddRange(page);
            if (page.Count < PageSize) return events;
        }
    }

    private async Task<ExportedHead?> Head(CancellationToken cancel)
    {
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var last = await context.Set<AuditLinkRow>().AsNoTracking().OrderByDescending(row => row.Position).FirstOrDefaultAsync(cancel);
        return last is null ? null : new ExportedHead(last.Position, Convert.ToHexStringLower(last.Hash));
    }
}
