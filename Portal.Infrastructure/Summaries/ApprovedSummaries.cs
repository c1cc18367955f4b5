using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <inheritdoc/>
internal sealed class ApprovedSummaries(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, SummaryChanges changes) : IApprovedSummaries
{
    public async Task<ApprovedSummary?> Read(SummaryId summary, int version, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await context.Set<SummaryVersionRow>().AsNoTracking().SingleOrDefaultAsync(row => row.SummaryId == summary.Value && row.Version == version, cancel) is not { } signed) return null;
        var row = await context.Set<SummaryRow>().AsNoTracking().SingleAsync(one => one.Id == summary.Value, cancel);
        var key = await vault.Get(DataKeyKind.Conversation, row.ConversationId, cancel);
        var text = SummaryPapers.OpenSigned(key, signed);
        return new ApprovedSummary(
            summary,
            version,
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
            row.SharedVersion == version,
            SummaryViews.ChangeOf(key, signed));
    }

    public Task BeginFiling(SummaryId summary, int version, CancellationToken cancel) => Change(summary, tellsTeam: false, act =>
    {
        if (ConversationSummary.BeginFiling(act.State, version) is { } state) act.Row.Take(state);
        return Task.CompletedTask;
    }, cancel);

    public Task EndFiling(SummaryId summary, int version, FilingOutcome outcome, string? code, Func<PortalDbContext, CancellationToken, Task>? also, CancellationToken cancel) =>
        Change(summary, tellsTeam: true, async act =>
        {
            if (ConversationSummary.EndFiling(act.State, version, outcome == FilingOutcome.Filed) is { } state) act.Row.Take(state);
            await act.TellFiled(version, outcome, cancel);
            act.Audit(outcome == FilingOutcome.Filed ? AuditAction.SummaryFiled : AuditAction.SummaryFilingFailed, code);
            if (also is not null) await also(act.Transaction.Context, cancel);
        }, cancel);

    private async Task Change(SummaryId summary, bool tellsTeam, Func<SummaryAct, Task> change, CancellationToken cancel)
    {
        var conversation = await changes.ConversationOf(summary, cancel) ?? throw new InvalidOperationException($"There is no summary {summary}.");
        var refused = await changes.Write(Actor.System, summary, conversation, CareAction.DraftSummary, tellsTeam, async act =>
        {
            await change(act);
            return null;
        }, cancel);
        if (refused is not null) throw new InvalidOperationException($"The portal may not write what became of summary {summary}: {refused.Kind}.");
    }
}
