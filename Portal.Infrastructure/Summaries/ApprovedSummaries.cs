using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <inheritdoc/>
internal sealed class ApprovedSummaries(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, SummaryChanges changes, FiledSummaries filed) : IApprovedSummaries
{
    public async Task<ApprovedSummary?> Read(SummaryId summary, int version, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await Read(context, [new AskedVersion(summary, version)], cancel) is [{ IsGone: false, Summary: var read }] ? read : throw new KeyGoneException(DataKeyKind.Conversation, summary.Value);
    }

    public async Task<IReadOnlyList<SignedReading>> Read(PortalDbContext context, IReadOnlyList<AskedVersion> versions, CancellationToken cancel)
    {
        var ids = versions.Select(one => one.Summary.Value).Distinct().ToList();
        var signed = await context.Set<SummaryVersionRow>().AsNoTracking().Where(row => ids.Contains(row.SummaryId)).ToDictionaryAsync(row => (row.SummaryId, row.Version), cancel);
        var rows = await context.Set<SummaryRow>().AsNoTracking().Where(row => ids.Contains(row.Id)).Select(Described).ToDictionaryAsync(row => row.Id, cancel);
        var keys = await vault.GetMany(DataKeyKind.Conversation, [.. rows.Values.Select(row => row.ConversationId).Distinct()], cancel);
        return [.. versions.Select(one =>
        {
            var isFollowed = signed.ContainsKey((one.Summary.Value, one.Version + 1));
            if (!signed.TryGetValue((one.Summary.Value, one.Version), out var version)) return new SignedReading(null, isFollowed);
            var row = rows[one.Summary.Value];
            return keys.TryGetValue(row.ConversationId, out var key) ? new SignedReading(Approved(row, version, key), isFollowed) : new SignedReading(null, isFollowed, IsGone: true);
        })];
    }

    public Task<IReadOnlyList<bool>> BeginFiling(IReadOnlyList<ApprovedSummary> all, IWrittenBeside beside, CancellationToken cancel) => filed.Begin(all, beside, cancel);

    public Task<IReadOnlyList<bool>> EndFiling(IReadOnlyList<FilingEnded> all, IWrittenBeside beside, CancellationToken cancel) => filed.End(all, beside, cancel);

    public async Task EndFiling(SummaryId summary, int version, FilingOutcome outcome, string? code, Func<PortalDbContext, CancellationToken, Task>? also, CancellationToken cancel)
    {
        var conversation = await changes.ConversationOf(summary, cancel) ?? throw new InvalidOperationException($"There is no summary {summary}.");
        var refused = await changes.Write(Actor.System, summary, conversation, CareAction.DraftSummary, tellsTeam: true, async act =>
        {
            await act.EndFiling(version, outcome, code, cancel);
            if (also is not null) await also(act.Transaction.Context, cancel);
            return null;
        }, cancel);
        if (refused is not null) throw new InvalidOperationException($"The portal may not write what became of summary {summary}: {refused.Kind}.");
    }

    /// <summary>All of a summary that does not change with its draft, without the words of it.</summary>
    private static readonly System.Linq.Expressions.Expression<Func<SummaryRow, SummaryRow>> Described = row => new SummaryRow
    {
        Id = row.Id,
        ConversationId = row.ConversationId,
        PatientId = row.PatientId,
        CareTeamId = row.CareTeamId,
        VisitId = row.VisitId,
        Kind = row.Kind,
        Language = row.Language,
        PeriodFrom = row.PeriodFrom,
        PeriodTo = row.PeriodTo,
        SharedVersion = row.SharedVersion,
    };

    private static ApprovedSummary Approved(SummaryRow row, SummaryVersionRow signed, DataKey key)
    {
        var text = SummaryPapers.OpenSigned(key, signed);
        return new ApprovedSummary(
            new SummaryId(row.Id),
            signed.Version,
            (SummaryKind)row.Kind,
            new ConversationId(row.ConversationId),
            row.VisitId is { } visit ? new VisitId(visit) : null,
            new PersonId(row.PatientId),
            new CareTeamId(row.CareTeamId),
            new PersonId(signed.SignedBy),
            signed.SignedAt.ToUniversalTime(),
            text.Topic,
            text.Sections,
            new SummaryPeriod(row.PeriodFrom.ToUniversalTime(), row.PeriodTo.ToUniversalTime()),
            row.Language,
            signed.IsUrgent,
            signed.Model,
            row.SharedVersion == signed.Version,
            SummaryViews.ChangeOf(key, signed));
    }
}
