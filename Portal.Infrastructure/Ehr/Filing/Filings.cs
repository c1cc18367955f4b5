using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Ehr;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <inheritdoc/>
internal sealed class Filings(
    IDbContextFactory<PortalDbContext> contexts, FilingStore store, FilingAnswers answers, GrantsReader grants, AccessGate gate, IOptions<EhrOptions> options, TimeProvider clock) : IFilings
{
    public Task<Outcome<IReadOnlyList<FilingView>>> Of(Actor actor, SummaryId summary, CancellationToken cancel) => KeyGone.AsNotFound(() => Read(actor, summary, cancel));

    public Task<Outcome<Done>> Resolve(Actor actor, SummaryId summary, int version, FilingAnswer answer, CancellationToken cancel) =>
        KeyGone.AsNotFound(() => answers.Resolve(actor, summary, version, answer, cancel));

    public Task<Outcome<Done>> Retry(Actor actor, SummaryId summary, int version, CancellationToken cancel) => KeyGone.AsNotFound(() => answers.Retry(actor, summary, version, cancel));

    private async Task<Outcome<IReadOnlyList<FilingView>>> Read(Actor actor, SummaryId summary, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var found = await context.Set<SummaryRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == summary.Value, cancel);
        var facts = found is null ? AccessFacts.None : (await grants.Of(actor, cancel)).Facts(actor, found.PatientId, found.CareTeamId, isTeamConversation: true, clock.GetUtcNow());
        if (await gate.Refuse(actor, CareAction.ViewEhrContext, facts, FilingAnswers.Target(summary, found), cancel) is { } refusal) return refusal;
        if (found is null) return Refusal.NotFound;
        var signed = await context.Set<SummaryVersionRow>().AsNoTracking().Where(row => row.SummaryId == summary.Value).OrderBy(row => row.Version).Select(row => new { row.Version, row.SignedAt }).ToListAsync(cancel);
        var filings = (await store.Of(summary, cancel)).ToDictionary(row => row.Version);
        var ids = filings.Values.Select(row => row.DeliveryId).ToList();
        var deliveries = await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancel);
        var views = new List<FilingView>();
        string? holder = null;
        foreach (var version in signed)
        {
            if (!filings.TryGetValue(version.Version, out var row))
            {
                views.Add(new FilingView(version.Version, options.Value.IsSet ? FilingStatus.Waiting : FilingStatus.NotYetFiled) { ChangedAt = version.SignedAt.ToUniversalTime() });
                continue;
            }

            var view = await View(row, deliveries.GetValueOrDefault(row.DeliveryId), cancel);
            holder = view.Receipt?.Ehr ?? holder;
            var where = view switch
            {
                { Receipt: not null } or { Code: FilingCodes.FiledElsewhere or FilingCodes.DoneByHand } => holder,
                { Code: FilingCodes.AnotherEhr } => (await store.Left(row, cancel))?.Address,
                _ => null,
            };
            views.Add(view with { ElsewhereIn = where is null || where.TrimEnd('/') == options.Value.Address.TrimEnd('/') ? null : new Uri(where).Authority });
        }

        return views;
    }

    private async Task<FilingView> View(FilingRow row, OutboxDeliveryRow? delivery, CancellationToken cancel)
    {
        var isParked = delivery?.State == (short)DeliveryState.Parked;
        var status = FilingRow.StatusOf(row, isParked);
        if (status == FilingStatus.Waiting && !options.Value.IsSet) status = FilingStatus.NotYetFiled;
        return new FilingView(row.Version, status)
        {
            Code = row.Code ?? (isParked ? delivery?.LastError : null),
            EhrWords = await store.Words(row, cancel),
            Receipt = await store.Receipt(row, cancel),
            Question = (FilingQuestion)row.Question,
            CanRetry = isParked && status == FilingStatus.NeedsAttention && FilingAnswers.MayRetry(row),
            Attempts = delivery?.Attempts ?? 0,
            NextTryAt = delivery?.State == (short)DeliveryState.Waiting ? delivery.DueAt.ToUniversalTime() : null,
            ChangedAt = row.ChangedAt.ToUniversalTime(),
        };
    }
}
