using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;

namespace Portal.Benchmarks.Load;

/// <summary>Two people who write to each other, by the tokens of their sessions: a patient, and a clinician of the care team.</summary>
internal sealed record Pair(string Conversation, string PatientToken, string ClinicianToken);

/// <summary>
/// People made through the ports, as a hospital's back end makes them: each patient with a conversation, each clinician linked and in a care team of ten.
/// </summary>
internal sealed class Pairs : IAsyncDisposable
{
    private const int TeamSize = 10;
    private const int Abreast = 4;
    private const string Origin = "https://hospital.example";
    private const string Mrn = "urn:bench:mrn";
    private const string Staff = "urn:bench:staff";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly PortalDatabase database = new();
    private readonly List<Pair> all = [];

    private Pairs()
    {
    }

    public IReadOnlyList<Pair> All => all;

    /// <summary>A superuser's connection string to the database that holds them.</summary>
    public string Superuser => database.Superuser;

    /// <summary>
    /// What the portal's process is told beside its connection strings: it runs with its defaults, outbox and audit chain among them. Nobody of the pairs is
    /// away, so no mail is due and no mail server is asked.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(database.Settings)
    {
        ["Portal:PublicUrl"] = "http://localhost",
        ["Keys:Directory"] = TestKeys.Directory,
        ["Audit:CheckpointFile"] = TestFiles.New("checkpoints.jsonl"),
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:From"] = "portal@clinic.example",
    };

    public static async Task<Pairs> Make(int count)
    {
        var pairs = new Pairs();
        await pairs.database.InitializeAsync();
        await using var services = TestServices.Build(pairs.database.Settings, new Dictionary<string, string?> { ["Embed:SessionMinutes"] = "60" });
        await using var running = await TestServices.Start(services);
        var world = new CareWorld(services);
        var host = await Host(services, world);
        var teams = await Task.WhenAll(Enumerable.Range(0, (count + TeamSize - 1) / TeamSize).Select(async index => (Name: $"team-{index}", Id: await world.CareTeam($"team-{index}"))));
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Abreast }, async (index, _) =>
        {
            var (team, teamId) = teams[index / TeamSize];
            var pair = await Make(services, world, host, index, team, teamId);
            lock (pairs.all) pairs.all.Add(pair);
        });
        await pairs.SeeStaff();
        return pairs;
    }

    public ValueTask DisposeAsync() => new(database.DisposeAsync());

    /// <summary>Staff at work were seen lately, else each first message would be mailed to all of the team.</summary>
    private async Task SeeStaff()
    {
        await using var source = NpgsqlDataSource.Create(Superuser);
        await using var see = source.CreateCommand("insert into person_presence (person_id, last_active_at) select id, now() from staff");
        await see.ExecuteNonQueryAsync();
    }

    private static async Task<Actor> Host(IServiceProvider services, CareWorld world)
    {
        var administrator = await world.Staff(StaffRoles.Administrator);
        var integrations = services.GetRequiredService<IIntegrations>();
        var hospital = (await integrations.Create(administrator, "Hospital", None)).Value.Id;
        _ = (await integrations.SetOrigins(administrator, hospital, [Origin], None)).Value;
        _ = (await integrations.SetSystems(administrator, hospital, [new(Mrn, IdentifierSystemKind.Patient), new(Staff, IdentifierSystemKind.Practitioner)], None)).Value;
        var key = (await integrations.CreateKey(administrator, hospital, (IntegrationScopes)255, None)).Value.Secret;
        return (await services.GetRequiredService<ICredentials>().OfIntegrationKey(key, None))!;
    }

    private static async Task<Pair> Make(IServiceProvider services, CareWorld world, Actor host, int index, string team, CareTeamId teamId)
    {
        var sessions = services.GetRequiredService<IWidgetSessions>();
        var request = new PatientSessionRequest
        {
            Patient = new Identifier(Mrn, $"p{index}"),
            Name = new HumanName("Ada", "Example"),
            Conversation = new ConversationRequest(team, new ClinicalText("A question")),
            Origin = Origin,
        };
        var patient = (await sessions.CreateForPatient(host, request, None)).Value;
        var clinician = await world.Clinician(teamId);
        var linked = new Identifier(Staff, $"c{index}");
        _ = (await services.GetRequiredService<IPractitionerLinks>().Link(clinician, linked, None)).Value;
        var delegated = (await sessions.CreateForPractitioner(host, linked, Origin, None)).Value;
        return new Pair(patient.Conversation!.Value.ToString(), patient.Token, delegated.Token);
    }
}
