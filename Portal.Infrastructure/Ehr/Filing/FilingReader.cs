using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Domain.Shared;
using Portal.Domain.Summaries;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;

namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>All that the portal knows of one version before it is filed.</summary>
/// <param name="Signed">What was signed.</param>
/// <param name="Rows">Every version of it that was tried, oldest first.</param>
/// <param name="Identifiers">Of patient and signer, sealed.</param>
/// <param name="CareTeam">The care team's identifier.</param>
internal sealed record FilingDossier(SignedReading Signed, IReadOnlyList<FilingRow> Rows, IReadOnlyList<PersonIdentifierRow> Identifiers, string? CareTeam)
{
    /// <summary>What was signed, where it was.</summary>
    /// <exception cref="InvalidOperationException">It was never signed, or is gone.</exception>
    public ApprovedSummary Summary => Signed.Summary ?? throw new InvalidOperationException("There is no such summary to be filed.");

    public override string ToString() => nameof(FilingDossier);
}

/// <summary>Reads dossiers, those that are wanted at the same time together.</summary>
internal sealed class FilingReader
{
    private const int AtOnce = 64;
    private readonly IDbContextFactory<PortalDbContext> contexts;
    private readonly IApprovedSummaries approved;
    private readonly ISqlDialect dialect;
    private readonly Together<AskedVersion, FilingDossier> together;

    public FilingReader(IDbContextFactory<PortalDbContext> contexts, IApprovedSummaries approved, ISqlDialect dialect, FilingsUnderWay underWay)
    {
        (this.contexts, this.approved, this.dialect) = (contexts, approved, dialect);
        together = new(AtOnce, Read, () => underWay.Count);
    }

    public Task<FilingDossier> Of(SummaryId summary, int version, CancellationToken cancel) => together.Ask(new AskedVersion(summary, version), cancel);

    private async Task<IReadOnlyList<FilingDossier>> Read(IReadOnlyList<AskedVersion> versions)
    {
        await using var context = await contexts.CreateDbContextAsync();
        await using var reading = await context.Database.BeginTransactionAsync();
        await dialect.KeepPlans(reading.GetDbTransaction());
        var signed = await approved.Read(context, versions, CancellationToken.None);
        var summaries = versions.Select(one => one.Summary.Value).Distinct().ToList();
        var known = signed.Select(one => one.Summary).OfType<ApprovedSummary>().ToList();
        var people = known.SelectMany(one => new[] { one.Patient.Value, one.Signer.Value }).Distinct().ToList();
        var teams = known.Select(one => one.CareTeam.Value).Distinct().ToList();
        var rows = (await context.Set<FilingRow>().AsNoTracking().Where(row => summaries.Contains(row.SummaryId)).OrderBy(row => row.Version).ToListAsync()).ToLookup(row => row.SummaryId);
        var identifiers = (await context.Set<PersonIdentifierRow>().AsNoTracking().Where(row => people.Contains(row.PersonId)).ToListAsync()).ToLookup(row => row.PersonId);
        var named = await context.Set<CareTeamRow>().Where(row => teams.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Identifier);
        return [.. versions.Select((one, index) => signed[index].Summary is { } summary
            ? new FilingDossier(signed[index], [.. rows[one.Summary.Value]], [.. identifiers[summary.Patient.Value], .. identifiers[summary.Signer.Value]], named.GetValueOrDefault(summary.CareTeam.Value))
            : new FilingDossier(signed[index], [], [], null))];
    }
}
