using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Web.Shared.Circuits;

namespace Portal.Web.Summaries.Drafting;

/// <summary>How much of a conversation is summed up.</summary>
internal enum DraftReach
{
    /// <summary>All since the last summary that was signed, as on closing.</summary>
    SinceLast,
    LastWeek,
    All,
}

/// <summary>Begins summaries.</summary>
internal sealed class SummaryDrafting(CircuitActor actor, ISummaries summaries, IConversations conversations, TimeProvider clock)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public async Task<Outcome<SummaryView>> Of(ConversationId conversation, DraftReach reach, string? template, bool byModel)
    {
        if (reach == DraftReach.SinceLast) return await Draft(new NewSummary(conversation, null, null, template, byModel));
        var viewed = await actor.Ask((person, cancel) => conversations.View(person, conversation, cancel));
        if (!viewed.TryGet(out var view, out var refusal)) return refusal;
        var from = new Sequence(1);
        if (reach == DraftReach.LastWeek)
        {
            if (!(await FirstAfter(conversation, clock.GetUtcNow() - Week, view.Head)).TryGet(out from, out refusal)) return refusal;
            if (from > view.Head) return SummaryRefusals.NothingToSumUp;
        }

        return await Draft(new NewSummary(conversation, new SummarySpan(from, view.Head), null, template, byModel));
    }

    public Task<Outcome<SummaryView>> Of(ConversationId conversation, VisitId visit, string? template, bool byModel) => Draft(new NewSummary(conversation, null, visit, template, byModel));

    private Task<Outcome<SummaryView>> Draft(NewSummary wanted) => actor.Ask((person, cancel) => summaries.Draft(person, wanted, cancel));

    /// <summary>By halving, since the log is in the order of its times; behind the head where nothing is that new.</summary>
    private async Task<Outcome<Sequence>> FirstAfter(ConversationId conversation, DateTimeOffset then, Sequence head)
    {
        var (low, high) = (1L, head.Value + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var range = new EventRange(After: new Sequence(middle - 1), Limit: 1);
            var read = await actor.Ask((person, cancel) => conversations.Events(person, conversation, range, cancel));
            if (!read.TryGet(out var page, out var refusal)) return refusal;
            if (page.Events.Count > 0 && page.Events[0].At < then) low = middle + 1;
            else high = middle;
        }

        return new Sequence(low);
    }
}
