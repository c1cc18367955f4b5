using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;
using Portal.Testing.Time;

namespace Portal.Testing.Care;

/// <summary>A hospital's integration as its administrator has made it, with one key that has every scope.</summary>
public sealed record TestHost(IntegrationId Id, string Key, Actor Actor, string Origin, string Mrn, string Person, string Staff)
{
    public PatientSessionRequest Request(string value, string given = "Ada", string family = "Example") => new()
    {
        Patient = new Identifier(Mrn, value),
        Name = new HumanName(given, family),
        Origin = Origin,
    };
}

/// <summary>
/// The infrastructure over a database of the test class's own, with a clock that the test moves and no background work: what a test sees is what the call did.
/// </summary>
public sealed class HostWorld : IAsyncDisposable
{
    public const IntegrationScopes AllScopes = (IntegrationScopes)255;

    private static readonly CancellationToken None = CancellationToken.None;
    private readonly IServiceProvider services;
    private readonly ServiceProvider? own;

    /// <summary>Nothing runs in the background.</summary>
    /// <param name="database">Of the test class.</param>
    /// <param name="clock">In place of <see cref="Clock"/>, where a test waits for what takes its time.</param>
    /// <param name="settings">Beside those of every test.</param>
    public HostWorld(PortalDatabase database, TimeProvider? clock = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        services = own = TestServices.Build(database.Settings, settings ?? new Dictionary<string, string?>(), more => more.AddSingleton(clock ?? Clock));
        Care = new CareWorld(services);
    }

    /// <summary>In a host that runs, on the host's clock; it stays the host's.</summary>
    public HostWorld(IServiceProvider running)
    {
        services = running;
        Care = new CareWorld(running);
    }

    public ManualClock Clock { get; } = new();

    public CareWorld Care { get; }

    /// <summary>With the background work after all; dispose the result to stop it.</summary>
    public Task<IAsyncDisposable> Start() => TestServices.Start(own ?? throw new InvalidOperationException("The host has started already."));

    public IIntegrations Integrations => Get<IIntegrations>();

    public IWidgetSessions Sessions => Get<IWidgetSessions>();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public object Get(Type port) => services.GetRequiredService(port);

    public async Task<Actor> Administrator() => await Care.Staff(StaffRoles.Administrator);

    public async Task<TestHost> Host(string name = "Hospital")
    {
        var administrator = await Administrator();
        var made = (await Integrations.Create(administrator, name, None)).Value;
        var tag = made.Id.ToString()[^12..];
        var host = new TestHost(made.Id, "", Actor.System, $"https://{tag}.hospital.example", $"urn:test:{tag}:mrn", $"urn:test:{tag}:person", $"urn:test:{tag}:staff");
        Done(await Integrations.SetOrigins(administrator, made.Id, [host.Origin, $"https://other.{tag}.example"], None));
        Done(await Integrations.SetSystems(
            administrator,
            made.Id,
            [new(host.Mrn, IdentifierSystemKind.Patient), new(host.Person, IdentifierSystemKind.RelatedPerson), new(host.Staff, IdentifierSystemKind.Practitioner)],
            None));
        var key = await Key(host, AllScopes);
        return host with { Key = key, Actor = (await OfKey(key))! };
    }

    public async Task<string> Key(TestHost host, IntegrationScopes scopes) => (await Integrations.CreateKey(await Administrator(), host.Id, scopes, None)).Value.Secret;

    /// <summary>A key that opens nothing, as no administrator can make one: each was made with a scope at least.</summary>
    public async Task<string> KeyWithoutScopes(TestHost host)
    {
        var made = (await Integrations.CreateKey(await Administrator(), host.Id, IntegrationScopes.ConversationsRead, None)).Value;
        await using var context = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        await context.Set<IntegrationKeyRow>().Where(row => row.Id == made.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Scopes, 0));
        return made.Secret;
    }

    public async Task<Actor?> OfKey(string key) => await Get<IBearerCredentials>().OfIntegrationKey(key, None);

    public async Task<TokenGrant?> OfToken(string token) => await Get<IBearerCredentials>().OfToken(token, None);

    /// <summary>The actor of a new session of that patient.</summary>
    public async Task<Actor> Patient(TestHost host, string value, string given = "Ada", string family = "Example") =>
        (await OfToken((await Sessions.CreateForPatient(host.Actor, host.Request(value, given, family), None)).Value.Token))!.Actor;

    /// <summary>The actor's last audit rows, oldest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> Audit(AuditAction action)
    {
        await using var context = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return (await context.Set<AuditEventRow>().AsNoTracking().Where(row => row.Action == (short)action).OrderBy(row => row.Id).ToListAsync()).ConvertAll(row => row.ToRecord());
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Done(Outcome<Done> outcome) => _ = outcome.Value;
}
