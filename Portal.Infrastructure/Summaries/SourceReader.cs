using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <summary>The messages that a summary is about, for whoever checks a sentence against them.</summary>
internal sealed class SourceReader(IDbContextFactory<PortalDbContext> contexts, KeyVault vault)
{
    public async Task<IReadOnlyList<SourceMessage>> Of(Guid summary, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var row = await context.Set<SummaryRow>().AsNoTracking().SingleAsync(one => one.Id == summary, cancel);
        var key = await vault.Get(DataKeyKind.Conversation, row.ConversationId, cancel);
        var rows = await context.Set<ConversationEventRow>().AsNoTracking()
            .Where(one => one.ConversationId == row.ConversationId && ((one.Sequence >= row.SpanFrom && one.Sequence <= row.SpanTo && one.Type == (short)EventType.MessagePosted) || (one.Target >= row.SpanFrom && one.Target <= row.SpanTo)))
            .ToListAsync(cancel);
        List<ConversationEvent> events = [.. rows.Select(one => EventCodec.Read(key, one))];
        var standing = SpanMessages.Of(events, row.Span).ToDictionary(message => message.Sequence);
        var corrected = events.Select(one => one.Body).OfType<EventBody.MessageCorrected>().Select(correction => correction.Target).ToHashSet();
        return [.. from one in events
                   where one.Body is EventBody.MessagePosted && row.Span.Covers(one.Sequence)
                   orderby one.Sequence
                   let text = standing.TryGetValue(one.Sequence, out var message) ? message.Text : (ClinicalText?)null
                   select new SourceMessage(one.Sequence, one.At, one.Actor.Kind, one.Actor.DisplayName, text, corrected.Contains(one.Sequence))];
    }
}
