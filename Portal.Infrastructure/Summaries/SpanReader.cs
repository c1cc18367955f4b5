using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Domain.Summaries.Drafting;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Visits;

namespace Portal.Infrastructure.Summaries;

/// <summary>What a drafter is given, and what the summary will say that it is about.</summary>
internal sealed record SpanRead(SummaryKind Kind, SummarySpan Span, SummaryPeriod Period, long Head, DraftSource Source);

/// <summary>
/// Reads what is to be summed up: of the patient's conversation alone. The team's own conversation is another one, and nothing here asks for it.
/// </summary>
internal sealed class SpanReader(IDbContextFactory<PortalDbContext> contexts, KeyVault vault)
{
    private static readonly short[] Amendments = [(short)EventType.MessageCorrected, (short)EventType.MessageRetracted];
    private static readonly short[] OfVisits = [(short)EventType.VisitScheduled, (short)EventType.VisitCheckedIn, (short)EventType.VisitStarted, (short)EventType.VisitEnded];
    private static readonly short[] Moments = [(short)VisitMomentKind.CheckedIn, (short)VisitMomentKind.Admitted, (short)VisitMomentKind.Joined];

    /// <summary>For somebody who was just admitted to that conversation.</summary>
    public async Task<Outcome<SpanRead>> Read(ConversationCard card, NewSummary request, CancellationToken cancel)
    {
        var kind = request.Visit is null ? SummaryKind.Messages : SummaryKind.Visit;
        var template = request.Template is { } name ? SummaryTemplate.Named(name, kind) : SummaryTemplate.Usual(kind);
        if (template is null) return Refusal.Invalid("$.template", "must be a template of this kind");
        var key = await vault.Get(DataKeyKind.Conversation, card.Id, cancel);
        await using var context = await contexts.CreateDbContextAsync(cancel);

        // The head first: what is amended while the rest is read counts as changed since, though it may have been read.
        var conversation = await context.Set<ConversationRow>().AsNoTracking().SingleAsync(row => row.Id == card.Id, cancel);
        var visit = request.Visit is { } id ? await Visit(context, key, card.Id, id, cancel) : null;
        if (request.Visit is not null && visit is null) return SummaryRefusals.UnknownVisit;
        var span = visit is null ? await Span(context, request.Span, conversation, cancel) : SpanOf(visit, conversation.HeadSequence);
        if (await Messages(context, key, card.Id, span, cancel) is not { } messages) return SummaryRefusals.SpanTooLong;
        if (messages.Count == 0 && visit is null) return SummaryRefusals.NothingToSumUp;
        var language = await context.Set<PatientRow>().Where(row => row.Id == card.Patient).Select(row => row.Language).SingleOrDefaultAsync(cancel);
        var topic = visit?.Reason ?? new ClinicalText(key.OpenText(conversation.Topic, ConversationViews.TopicContext(card.Id)));
        return new SpanRead(kind, span, PeriodOf(messages, visit), conversation.HeadSequence, new DraftSource(topic, template, SummaryRules.Language(language), messages, visit));
    }

    /// <summary>Null where there are more than a summary takes.</summary>
    private static async Task<IReadOnlyList<SpanMessage>?> Messages(PortalDbContext context, DataKey key, Guid conversation, SummarySpan span, CancellationToken cancel)
    {
        var (from, to) = (span.From.Value, span.To.Value);
        var rows = await context.Set<ConversationEventRow>().AsNoTracking().Where(row => row.ConversationId == conversation && row.Type == (short)EventType.MessagePosted && row.Sequence >= from && row.Sequence <= to)
            .OrderBy(row => row.Sequence).Take(SummaryRules.MostMessages + 1).ToListAsync(cancel);
        if (rows.Count > SummaryRules.MostMessages) return null;
        var amendments = await context.Set<ConversationEventRow>().AsNoTracking()
            .Where(row => row.ConversationId == conversation && row.Target >= from && row.Target <= to && Amendments.Contains(row.Type)).ToListAsync(cancel);
        return SpanMessages.Of([.. rows.Concat(amendments).Select(row => EventCodec.Read(key, row))], span);
    }

    /// <summary>What is asked for up to the head; else everything behind the last summary that was signed.</summary>
    private static async Task<SummarySpan> Span(PortalDbContext context, SummarySpan? asked, ConversationRow conversation, CancellationToken cancel)
    {
        var head = new Sequence(conversation.HeadSequence);
        if (asked is not null) return asked with { To = asked.To > head ? head : asked.To };
        var last = await context.Set<SummaryRow>().Where(row => row.ConversationId == conversation.Id && row.StandingStatus != null && row.StandingStatus != (short)SummaryStatus.EnteredInError)
            .MaxAsync(row => (long?)row.SpanTo, cancel);
        return new SummarySpan(new Sequence((last ?? 0) + 1), head);
    }

    /// <summary>From when it was booked, or moved, for the last time.</summary>
    private static SummarySpan SpanOf(VisitFacts visit, long head) => new(visit.Sources[0], visit.State.IsOver ? visit.Sources[^1] : new Sequence(head));

    private static SummaryPeriod PeriodOf(IReadOnlyList<SpanMessage> messages, VisitFacts? visit)
    {
        if (visit is not null)
        {
            var from = visit.State.StartedAt ?? visit.State.ScheduledFor;
            var to = visit.State.EndedAt ?? from;
            return new SummaryPeriod(from, to < from ? from : to);
        }

        return new SummaryPeriod(messages[0].At, messages[^1].At);
    }

    /// <summary>Null where the conversation has no such visit.</summary>
    private static async Task<VisitFacts?> Visit(PortalDbContext context, DataKey key, Guid conversation, VisitId visit, CancellationToken cancel)
    {
        if (await context.Set<VisitRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == visit.Value && row.ConversationId == conversation, cancel) is not { } found) return null;
        var events = await context.Set<ConversationEventRow>().AsNoTracking().Where(row => row.ConversationId == conversation && OfVisits.Contains(row.Type)).OrderBy(row => row.Sequence).ToListAsync(cancel);
        var own = events.Select(row => EventCodec.Read(key, row)).Where(one => VisitOf(one.Body) == visit).ToList();
        var booked = own.FindLastIndex(one => one.Body is EventBody.VisitScheduled);
        var moments = await context.Set<VisitMomentRow>().AsNoTracking().Where(row => row.VisitId == visit.Value && Moments.Contains(row.Kind)).OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancel);
        return new VisitFacts(
            new ClinicalText(VisitViews.OpenBody(key, found).Reason),
            found.ToState(),
            moments.ConvertAll(row => new VisitMoment(
                row.At.ToUniversalTime(),
                (VisitMomentKind)row.Kind,
                row.PersonId is { } person ? new PersonId(person) : null,
                (ActorKind?)row.PersonKind,
                new ClinicalText(key.OpenText(row.Name, VisitAct.MomentContext(visit.Value, row.Id))),
                row.Detail)),
            [.. own.Skip(Math.Max(booked, 0)).Select(one => one.Sequence)]);
    }

    private static VisitId? VisitOf(EventBody body) => body switch
    {
        EventBody.VisitScheduled scheduled => scheduled.Visit,
        EventBody.VisitCheckedIn arrived => arrived.Visit,
        EventBody.VisitStarted started => started.Visit,
        EventBody.VisitEnded ended => ended.Visit,
        _ => null,
    };
}
