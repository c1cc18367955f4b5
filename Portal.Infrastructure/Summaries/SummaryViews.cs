using Microsoft.EntityFrameworkCore;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Summaries;

/// <summary>Summaries as their care team sees them. Whoever calls has decided that the actor may.</summary>
internal sealed class SummaryViews(IDbContextFactory<PortalDbContext> contexts, KeyVault vault, PatientDirectory directory, IRecordStandings record)
{
    public async Task<SummaryView?> One(Guid summary, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        if (await context.Set<SummaryRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == summary, cancel) is not { } row) return null;
        var key = await vault.Get(DataKeyKind.Conversation, row.ConversationId, cancel);
        var head = await context.Set<ConversationRow>().Where(one => one.Id == row.ConversationId).Select(one => one.HeadSequence).SingleAsync(cancel);
        var versions = await context.Set<SummaryVersionRow>().AsNoTracking().Where(one => one.SummaryId == summary).OrderBy(one => one.Version).ToListAsync(cancel);
        var changes = await Changes(context, row.ConversationId, cancel);
        var names = await directory.Names([row.PatientId], cancel);
        var people = await People(context, [row.DraftedBy, row.UpdatedBy, .. versions.Select(one => one.SignedBy)], cancel);
        var state = row.ToState();
        return new SummaryView(
            new SummaryId(row.Id),
            (SummaryKind)row.Kind,
            new ConversationId(row.ConversationId),
            row.VisitId is { } visit ? new VisitId(visit) : null,
            new PatientRef(new PersonId(row.PatientId), names.TryGetValue(row.PatientId, out var name) ? name : default),
            new CareTeamId(row.CareTeamId),
            state,
            row.Template,
            row.Language,
            row.Span,
            new SummaryPeriod(row.PeriodFrom.ToUniversalTime(), row.PeriodTo.ToUniversalTime()),
            SummaryPapers.OpenDraft(key, row.Id, row.Version, row.Draft),
            SummaryPapers.OpenText(key, row.Id, row.Version, row.Text),
            row.Reason is { } reason ? SummaryPapers.OpenReason(key, row.Id, row.Version, reason) : null,
            versions.ConvertAll(one => new SignedVersion(one.Version, state.Of(one.Version), people(one.SignedBy), one.SignedAt.ToUniversalTime(), SummaryPapers.OpenSigned(key, one), one.Model, ChangeOf(key, one))),
            row.SharedVersion,
            ChangedSources(row, changes),
            new Sequence(head),
            people(row.DraftedBy),
            row.DraftedAt.ToUniversalTime(),
            people(row.UpdatedBy),
            row.UpdatedAt.ToUniversalTime());
    }

    public async Task<IReadOnlyList<SummaryLine>> Of(Guid conversation, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var rows = await context.Set<SummaryRow>().AsNoTracking().Where(row => row.ConversationId == conversation).OrderByDescending(row => row.DraftedAt).ThenByDescending(row => row.Id).ToListAsync(cancel);
        if (rows.Count == 0) return [];
        var key = await vault.Get(DataKeyKind.Conversation, conversation, cancel);
        var changes = await Changes(context, conversation, cancel);
        var ids = rows.ConvertAll(row => row.Id);
        var signed = await context.Set<SummaryVersionRow>().Where(one => ids.Contains(one.SummaryId)).Select(one => new { one.SummaryId, one.Version, one.SignedAt }).ToListAsync(cancel);
        var withdrawn = rows.Where(row => row.StandingStatus == (short)SummaryStatus.EnteredInError).ToDictionary(row => row.Id, row => row.StandingVersion!.Value);
        var inForce = await record.StillInForce(withdrawn, cancel);
        return rows.ConvertAll(row => new SummaryLine(
            new SummaryId(row.Id),
            (SummaryKind)row.Kind,
            row.VisitId is { } visit ? new VisitId(visit) : null,
            row.ToState(),
            SummaryPapers.OpenText(key, row.Id, row.Version, row.Text).Topic,
            new SummaryPeriod(row.PeriodFrom.ToUniversalTime(), row.PeriodTo.ToUniversalTime()),
            row.DraftedAt.ToUniversalTime(),
            signed.Find(one => one.SummaryId == row.Id && one.Version == row.StandingVersion)?.SignedAt.ToUniversalTime(),
            row.SharedVersion is not null && row.SharedVersion == row.StandingVersion,
            ChangedSources(row, changes).Count > 0)
        {
            IsStillInForce = inForce.Contains(row.Id),
        });
    }

    /// <summary>Every correction and retraction of a conversation: which message, by which event.</summary>
    public static async Task<IReadOnlyList<SourceChange>> Changes(PortalDbContext context, Guid conversation, CancellationToken cancel) =>
        await context.Set<ConversationEventRow>().Where(row => row.ConversationId == conversation && row.Target != null)
            .Select(row => new SourceChange(new Sequence(row.Target!.Value), new Sequence(row.Sequence))).ToListAsync(cancel);

    /// <summary>What was withdrawn says nothing any more that could be wrong.</summary>
    private static IReadOnlyList<Sequence> ChangedSources(SummaryRow row, IReadOnlyList<SourceChange> changes) =>
        row.StandingStatus == (short)SummaryStatus.EnteredInError ? [] : Staleness.Of(row.Span, changes, new Sequence(row.SeenHead));

    public static SummaryChange? ChangeOf(DataKey key, SummaryVersionRow row) => (SummarySigning)row.How switch
    {
        SummarySigning.First => null,
        SummarySigning.Correction => new SummaryChange.Correction(SummaryPapers.OpenReason(key, row.SummaryId, row.Version, row.Reason!)),
        SummarySigning.EnteredInError => new SummaryChange.EnteredInError((ErrorReason)row.ErrorReason!.Value),
    };

    private static async Task<Func<Guid, PersonRef>> People(PortalDbContext context, IEnumerable<Guid> ids, CancellationToken cancel)
    {
        var wanted = ids.Distinct().ToList();
        var names = await context.Set<StaffAccount>().AsNoTracking().Where(row => wanted.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.DisplayName, cancel);
        return id => new PersonRef(new PersonId(id), names.GetValueOrDefault(id, ""));
    }
}
