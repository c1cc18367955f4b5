using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;
using Portal.Testing.Care;
using Portal.Testing.Database;

namespace Portal.Benchmarks.Load;

/// <summary>
/// A portal with its background work running, and an EHR: people whom both know, a stock of signed summaries, and of their deliveries as many in the queue as are wanted
/// there. Filing rests until it is resumed.
/// </summary>
internal sealed class FilingHouse : IAsyncDisposable
{
    public const int Patients = 1_000;
    private const int CareTeams = 10;
    private const string PatientSystem = "urn:oid:2.16.840.1.113883.19.5";
    private const string PractitionerSystem = "http://hl7.org/fhir/sid/us-npi";
    private const int Looks = 5;

    /// <summary>Something is leased, or is just being.</summary>
    private const string UnderWay = """
        select exists (select from outbox_deliveries where state = 0 and lease_until is not null)
          or exists (select from pg_stat_activity where datname = current_database() and state = 'active' and query like '%set lease_owner%' and pid <> pg_backend_pid())
        """;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly PortalDatabase database = new();
    private ServiceProvider services = null!;
    private IAsyncDisposable running = null!;
    private Actor administrator = null!;
    private SignedSummaries signed = null!;
    private FilingQueue queue = null!;

    public FilingQueue Queue => queue;

    /// <summary>Filings at the same time, by default.</summary>
    public int SideBySide => services.GetRequiredService<IOptions<EhrOptions>>().Value.SideBySide;

    public static async Task<FilingHouse> Open(Uri ehr)
    {
        var house = new FilingHouse();
        await house.database.InitializeAsync();
        house.services = TestServices.Build(house.database.Settings, new Dictionary<string, string?>
        {
            ["Outbox:Delivers"] = "true",
            ["Ehr:Address"] = ehr.ToString(),
            ["Ehr:AllowPrivateAddresses"] = "true",
            ["Ehr:PatientSystem"] = PatientSystem,
            ["Ehr:PractitionerSystem"] = PractitionerSystem,
            ["Ehr:CareTeamSystem"] = "urn:ehr:teams",
            ["Ehr:OrganizationId"] = "org-1",
        });
        var world = new CareWorld(house.services);
        house.administrator = await world.Staff(StaffRoles.Administrator);
        house.running = await TestServices.Start(house.services);
        _ = (await house.Deliveries.Pause(house.administrator, EhrTarget.TargetName, None)).Value;
        house.signed = new SignedSummaries(house.services, await house.Meet(world));
        house.queue = await FilingQueue.Open(house.database);
        return house;
    }

    /// <summary>Signs as many summaries as are wanting to so many that are not in the queue yet; false where none were.</summary>
    public async Task<bool> Stock(long count)
    {
        if (count <= queue.InStock) return false;
        await signed.Add((int)(count - queue.InStock));
        await queue.Stock();
        return true;
    }

    /// <summary>
    /// What the making of the stock left to be done by the server is done, of the tables that only the stock fills: it is no part of a filing. The queue itself is left as it is, statistics
    /// and all.
    /// </summary>
    public async Task SettleTables()
    {
        foreach (var table in (string[])["summaries", "summary_versions", "filing_stock", "filing_stocked"]) await database.Execute($"vacuum analyze {table}");
        await database.Execute("checkpoint");
    }

    public async Task Resume() => _ = (await Deliveries.Resume(administrator, EhrTarget.TargetName, None)).Value;

    /// <summary>
    /// Filing rests, and what was under way has come to its end. A worker that had looked for a pause just before there was one may lease once more: nothing is leased in
    /// several looks in a row.
    /// </summary>
    public async Task Rest()
    {
        _ = (await Deliveries.Pause(administrator, EhrTarget.TargetName, None)).Value;
        using var timer = new PeriodicTimer(BetweenLooks);
        for (var quiet = 0; quiet < Looks && await timer.WaitForNextTickAsync();)
            quiet = await database.Scalar<bool>(UnderWay) ? 0 : quiet + 1;
    }

    /// <summary>Transactions that were committed in the database so far, those of nobody else.</summary>
    public Task<long> Transactions() => database.Scalar<long>("select xact_commit from pg_stat_database where datname = current_database()");

    /// <summary>The process of a session of the database server.</summary>
    public Task<int> Session() => database.Scalar<int>("select pg_backend_pid()");

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Of the database's administrator.</summary>
    public string Superuser => database.Superuser;

    private IDeliveries Deliveries => services.GetRequiredService<IDeliveries>();

    private async Task<IReadOnlyList<SignedOf>> Meet(CareWorld world)
    {
        var teams = new List<(CareTeamId Team, Actor Clinician)>();
        for (var index = 0; index < CareTeams; index++)
        {
            var team = await world.CareTeam();
            teams.Add((team, await world.Clinician(team)));
            await Identify(DataKeyKind.Organisation, teams[index].Clinician.PersonId, new Identifier(PractitionerSystem, teams[index].Clinician.PersonId.ToString()));
        }

        var all = new List<SignedOf>();
        for (var index = 0; index < Patients; index++)
        {
            var (team, clinician) = teams[index % CareTeams];
            var patient = await world.Patient();
            await Identify(DataKeyKind.Patient, patient.PersonId, new Identifier(PatientSystem, "MRN-" + patient.PersonId.ToString()[^12..]));
            var conversation = await world.Conversation(patient, team);
            all.Add(new SignedOf(patient.PersonId, team, clinician.PersonId, conversation));

            // Signing tells the team, so that its conversation is there before anything is filed.
            _ = await services.GetRequiredService<ConversationStarter>().TeamConversationFor(Actor.System, conversation, CareAction.DraftSummary, None) ?? throw new InvalidOperationException("There is no team conversation.");
        }

        return all;
    }

    private async Task Identify(DataKeyKind kind, PersonId person, Identifier identifier)
    {
        var vault = services.GetRequiredService<KeyVault>();
        var key = kind == DataKeyKind.Patient ? await vault.Get(kind, person.Value, None) : await vault.Organisation(kind, None);
        var row = await services.GetRequiredService<PersonIdentifiers>().Row(key, person.Value, identifier, None);
        await using var context = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(None);
        context.Add(row);
        await context.SaveChangesAsync(None);
    }
}
