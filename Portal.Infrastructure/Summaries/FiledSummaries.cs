using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;

namespace Portal.Infrastructure.Summaries;

/// <summary>
/// What filing changes of summaries, of many in one transaction and two round trips: all conversations are locked, in the order of their ids, and the summaries' states read behind the
/// locks; then everything is written and committed.
/// </summary>
internal sealed class FiledSummaries(ConversationWriting writing, ConversationStarter starter)
{
    /// <summary>They are on their way.</summary>
    public async Task<IReadOnlyList<bool>> Begin(IReadOnlyList<ApprovedSummary> all, IWrittenBeside beside, CancellationToken cancel)
    {
        Allow(all);
        return await Write(all, teams: [], beside, (read, index) => read.Take(all[index], ConversationSummary.BeginFiling(read.StateOf(all[index]), all[index].Version)), cancel)
            ?? throw new InvalidOperationException("No team is told of what begins.");
    }

    /// <summary>Status, event and audit of all of them.</summary>
    public async Task<IReadOnlyList<bool>> End(IReadOnlyList<FilingEnded> all, IWrittenBeside beside, CancellationToken cancel)
    {
        var summaries = all.Select(one => one.Of).ToList();
        Allow(summaries);
        var stamp = await writing.Audit.Stamp(cancel);
        var teams = summaries.Select(TeamOf).Distinct().ToList();
        if (await Write(summaries, teams, beside, Ended, cancel) is { } written) return written;

        // The first thing that its team is told: the conversation for it is made, and all of it done again.
        foreach (var one in summaries.DistinctBy(TeamOf))
            _ = await starter.TeamConversationFor(Actor.System, one.Conversation, CareAction.DraftSummary, cancel) ?? throw new InvalidOperationException($"Summary {one.Id} has no conversation whose team could be told.");
        return await Write(summaries, teams, beside, Ended, cancel) ?? throw new InvalidOperationException("There is no conversation of the team.");

        void Ended(FiledRows read, int index)
        {
            var (one, outcome, code) = all[index];
            var isFiled = outcome == FilingOutcome.Filed;
            read.Take(one, ConversationSummary.EndFiling(read.StateOf(one), one.Version, isFiled));
            var team = read.TeamOf(TeamOf(one));
            var told = new EventBody.SummaryFiled(one.Id, one.Version, outcome);
            read.Append(team, NewEvent.At(team, read.Keys[team.Id], Actor.System, told, OutboxKind.SummaryFiled, targetSender: null, (one.Id.Value, one.Version), writing.Clock.Now()));
            var entry = ConversationTransaction.Entry(Actor.System, isFiled ? AuditAction.SummaryFiled : AuditAction.SummaryFilingFailed, read.Conversation(one.Conversation.Value));
            read.Audits.Add(stamp.Row(entry with { Subject = one.Id.Value, Code = code }));
        }
    }

    /// <summary>Null where a team's conversation is missing: nothing was written.</summary>
    private async Task<IReadOnlyList<bool>?> Write(
        IReadOnlyList<ApprovedSummary> all, IReadOnlyList<(Guid Patient, Guid CareTeam)> teams, IWrittenBeside beside, Action<FiledRows, int> change, CancellationToken cancel)
    {
        await using var context = await writing.Contexts.CreateDbContextAsync(cancel);
        await context.Database.OpenConnectionAsync(cancel);
        var connection = context.Database.GetDbConnection();
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (stand, rows) = await Read(connection, transaction, all, teams, beside, cancel);
        if (teams.Any(team => !rows.HasTeam(team))) return null;
        if (!stand.Contains(true)) return stand;
        rows.Keys = await writing.Vault.GetMany(DataKeyKind.Conversation, [.. teams.Select(team => rows.TeamOf(team).Id)], cancel);
        for (var index = 0; index < all.Count; index++)
            if (stand[index]) change(rows, index);
        await using var writes = connection.CreateBatch();
        writes.Transaction = transaction;
        beside.Write(writes);
        rows.Write(writing.Dialect, writes);
        await writing.Dialect.Commit(writes, transaction, cancel);
        writing.Bus.Posted(rows.Told);
        return stand;
    }

    private async Task<(IReadOnlyList<bool> Stand, FiledRows Rows)> Read(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<ApprovedSummary> all, IReadOnlyList<(Guid Patient, Guid CareTeam)> teams, IWrittenBeside beside, CancellationToken cancel)
    {
        await using var reading = connection.CreateBatch();
        reading.Transaction = transaction;
        writing.Dialect.KeepPlans(reading);
        beside.Ask(reading);
        writing.Dialect.LockConversations(reading, [.. all.Select(one => one.Conversation.Value).Distinct()], teams);
        writing.Dialect.ReadStates(reading, [.. all.Select(one => one.Id.Value).Distinct()]);
        await using var rows = await reading.ExecuteReaderAsync(cancel);
        var stand = await beside.Hear(rows, cancel);
        return (stand, await FiledRows.Read(rows, cancel));
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

    private static (Guid Patient, Guid CareTeam) TeamOf(ApprovedSummary summary) => (summary.Patient.Value, summary.CareTeam.Value);
}
