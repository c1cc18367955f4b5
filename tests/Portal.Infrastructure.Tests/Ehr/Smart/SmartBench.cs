using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Shared.Network;
using Portal.Infrastructure.Tests.Ehr.Fhir;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Smart;

/// <summary>A portal with its keys, an EHR with its token endpoint, and one clock for both.</summary>
public abstract class SmartBench(PortalDatabase database) : IAsyncLifetime
{
    private static int days;
    private readonly HttpMessageInvoker http = GuardedHttp.Client(new AddressGuard(allowsPrivate: true));
    private readonly List<IDisposable> made = [];

    internal static readonly SmartSettings Settings = new(TokenServer.Client) { Scopes = ["system/Communication.crus", "system/Provenance.cu"], Writes = [new("Communication"), new("Provenance", IsUpdate: true)] };

    /// <summary>Tests of one class share a key store: each one's day is after those before, as their keys are.</summary>
    internal ManualClock Clock { get; } = new(new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero).AddDays(Interlocked.Increment(ref days)));

    internal ServiceProvider Portal { get; private set; } = null!;

    internal ScriptedServer Server { get; private set; } = null!;

    internal TokenServer Ehr { get; private set; } = null!;

    internal ClientKeys Keys => Portal.GetRequiredService<ClientKeys>();

    public async Task InitializeAsync()
    {
        Portal = Node();
        Server = await ScriptedServer.Start();
        Ehr = new TokenServer(Server, Keys, Clock);
        Server.Answer = Ehr.Answer;
    }

    public async Task DisposeAsync()
    {
        foreach (var one in made) one.Dispose();
        http.Dispose();
        await Server.DisposeAsync();
        await Portal.DisposeAsync();
    }

    /// <summary>Another node of the same portal; the first one's clock.</summary>
    internal ServiceProvider Node() => TestServices.Build(database, services => services.AddSingleton<TimeProvider>(Clock));

    internal SmartCredentials Credentials(SmartSettings? settings = null, ClientKeys? keys = null, HttpMessageInvoker? over = null, Uri? at = null)
    {
        var tokens = new TokenEndpoint(over ?? http, new FhirEndpoint(at ?? Server.Fhir), settings ?? Settings, keys ?? Keys, Clock);
        var credentials = new SmartCredentials(tokens, Clock);
        made.Add(credentials);
        return credentials;
    }

    internal Task<FhirReply> Create(IFhirCredentials credentials) =>
        new FhirClient(http, new FhirEndpoint(Server.Fhir), credentials, Clock).Create("Communication", ClientBench.Resource, null, ClientBench.RequestId, CancellationToken.None);

    internal static async Task<string?> Token(IFhirCredentials credentials) => ((await credentials.Current(CancellationToken.None)) as Admission.Granted)?.Header?.Parameter;

    internal static async Task<CredentialFault?> Fault(IFhirCredentials credentials) => ((await credentials.Current(CancellationToken.None)) as Admission.Refused)?.Fault;
}
