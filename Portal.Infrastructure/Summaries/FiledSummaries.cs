using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// What filing changes of summaries, of several in one transaction: all their conversations are locked, in the order of their ids, and of each summary only the state is
/// read and written.
/// </summary>
internal sealed class FiledSummaries(ConversationWriting writing, ConversationStarter starter)
{
    /// <summary>Part of the caller's transaction, which saves.</summary>
    public async Task Begin(PortalDbContext context, IReadOnlyList<ApprovedSummary> all, CancellationToken cancel)
    {
        Allow(all);
        await writing.Dialect.LockConversations(context.Database, [.. all.Select(one => one.Conversation.Value).Distinct()], cancel);
        var rows = await States(context, all, cancel);
        foreach (var one in all)
            if (ConversationSummary.BeginFiling(rows[one.Id.Value].ToState(), one.Version) is { } state) rows[one.Id.Value].Take(state);
    }

    /// <summary>Status, event and audit of all of them; <paramref name="also"/> comes first, in the same transaction, and says of which it may be written.</summary>
    public async Task<IReadOnlyList<bool>> End(IReadOnlyList<FilingEnded> all, Func<PortalDbContext, CancellationToken, Task<IReadOnlyList<bool>>> also, CancellationToken cancel)
    {
        Allow(all.Select(one => one.Of));
        var teams = await Teams(all, cancel);
        await using var transaction = await ConversationTransaction.Begin(writing, cancel);
        var stand = await also(transaction.Context, cancel);
        var locked = await transaction.Lock([.. all.Select(one => one.Of.Conversation.Value).Concat(teams.Values).Distinct()], cancel);
        var conversations = locked.OfType<ConversationRow>().ToDictionary(row => row.Id);
        var summaries = await States(transaction.Context, [.. all.Select(one => one.Of)], cancel);
        for (var index = 0; index < all.Count; index++)
        {
            if (!stand[index]) continue;
            var one = all[index].Of;
            var key = await writing.Vault.Get(DataKeyKind.Conversation, one.Conversation.Value, cancel);
            var act = new SummaryAct(Actor.System, transaction, conversations[one.Conversation.Value], conversations[teams[TeamOf(one)]], summaries[one.Id.Value], key, writing.Clock.Now());
            await act.EndFiling(one.Version, all[index].Outcome, all[index].Code, cancel);
        }

        await transaction.Commit(cancel);
        return stand;
    }

    /// <summary>Decided before anything is begun: on nobody's behalf it may always be written what became of what was signed.</summary>
    private void Allow(IEnumerable<ApprovedSummary> all)
    {
        foreach (var one in all)
        {
            var facts = PersonGrants.None.Facts(Actor.System, one.Patient.Value, one.CareTeam.Value, isTeamConversation: false, writing.Clock.GetUtcNow());
            if (AccessPolicy.Refuse(Actor.System, CareAction.DraftSummary, facts) is { } refusal) throw new InvalidOperationException($"The portal may not write what became of summary {one.Id}: {refusal.Kind}.");
        }
    }

    /// <summary>The team conversations beside the patients', made where one is missing.</summary>
    private async Task<Dictionary<(Guid Patient, Guid CareTeam), Guid>> Teams(IReadOnlyList<FilingEnded> all, CancellationToken cancel)
    {
        var patients = all.Select(one => (Guid?)one.Of.Patient.Value).Distinct().ToList();
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        var found = await context.Set<ConversationRow>().Where(row => row.Kind == (short)ConversationKind.Team && patients.Contains(row.PatientId))
            .Select(row => new { Patient = row.PatientId!.Value, row.CareTeamId, row.Id }).ToListAsync(cancel);
        var teams = found.ToDictionary(row => (row.Patient, row.CareTeamId), row => row.Id);
        foreach (var one in all.Select(ended => ended.Of).Where(of => !teams.ContainsKey(TeamOf(of))))
        {
            teams[TeamOf(one)] = await starter.TeamConversationFor(Actor.System, one.Conversation, CareAction.DraftSummary, cancel)
                ?? throw new InvalidOperationException($"Summary {one.Id} has no conversation whose team could be told.");
        }

        return teams;
    }

    private static (Guid Patient, Guid CareTeam) TeamOf(ApprovedSummary summary) => (summary.Patient.Value, summary.CareTeam.Value);

    /// <summary>Rows that know their state and nothing else: what is not changed is not written.</summary>
    private static async Task<Dictionary<Guid, SummaryRow>> States(PortalDbContext context, IReadOnlyList<ApprovedSummary> all, CancellationToken cancel)
    {
        var ids = all.Select(one => one.Id.Value).Distinct().ToList();
        var rows = await context.Set<SummaryRow>().AsNoTracking().Where(row => ids.Contains(row.Id))
            .Select(row => new SummaryRow { Id = row.Id, Version = row.Version, Status = row.Status, Revision = row.Revision, StandingVersion = row.StandingVersion, StandingStatus = row.StandingStatus })
            .ToDictionaryAsync(row => row.Id, cancel);
        context.AttachRange(rows.Values);
        return rows;
    }
}
