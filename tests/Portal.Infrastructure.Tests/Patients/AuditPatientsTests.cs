using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients;

public sealed class AuditPatientsTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;
    private Actor auditor = null!;

    private IAuditPatients Finder => World.Get<IAuditPatients>();

    public override async Task InitializeAsync()
    {
        host = await World.Host();
        auditor = await World.Care.Staff(StaffRoles.Auditor);
    }

    [Fact]
    public async Task The_exact_number_gives_the_id_and_leaves_a_line_without_it()
    {
        var number = $"MRN-{Guid.CreateVersion7():N}";
        var patient = await World.Care.Patient(identifier: new Identifier(host.Mrn, number));
        Assert.Contains(host.Mrn, (await Finder.Systems(auditor, None)).Value);
        Assert.Equal(patient.PersonId, (await Finder.Find(auditor, host.Mrn, $" {number} ", None)).Value);
        Assert.Equal(RefusalKind.NotFound, (await Finder.Find(auditor, host.Mrn, number[..^1], None)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Validation, (await Finder.Find(auditor, host.Mrn, "", None)).Refusal?.Kind);
        var rows = await Asked();
        Assert.Equal([(patient.PersonId.Value, AuditOutcome.Succeeded, null), (null, AuditOutcome.Refused, "none")], rows.Select(row => (row.PatientId, (AuditOutcome)row.Outcome, row.Code)));
    }

    /// <summary>Members of staff have numbers in the hospital as well.</summary>
    [Fact]
    public async Task Somebody_who_is_no_patient_is_not_found()
    {
        var identifier = new Identifier(host.Staff, $"S-{Guid.CreateVersion7():N}");
        await using (var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
        {
            var key = await World.Get<KeyVault>().Organisation(DataKeyKind.Organisation, None);
            context.Add(await World.Get<PersonIdentifiers>().Row(key, auditor.PersonId.Value, identifier, None));
            await context.SaveChangesAsync();
        }

        Assert.Equal(RefusalKind.NotFound, (await Finder.Find(auditor, identifier.System, identifier.Value, None)).Refusal?.Kind);
    }

    [Fact]
    public async Task Forty_at_once_are_twenty()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * IAuditPatients.TriesPerMinute).Select(number => Finder.Find(auditor, host.Mrn, $"{number}", None)));
        Assert.Equal(IAuditPatients.TriesPerMinute, answers.Count(answer => answer.Refusal?.Kind == RefusalKind.RateLimited));
        Assert.Equal(IAuditPatients.TriesPerMinute, (await Asked()).Count);
    }

    private async Task<List<AuditEventRow>> Asked()
    {
        await using var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<AuditEventRow>().AsNoTracking()
            .Where(row => row.ActorId == auditor.PersonId.Value && row.Action == (short)AuditAction.PatientFoundForAudit).OrderBy(row => row.Outcome).ToListAsync();
    }
}
