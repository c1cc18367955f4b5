using System.Text;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Shared.Network;
using Xunit;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>A client and the server that it talks to.</summary>
public abstract class ClientBench : IAsyncLifetime
{
    internal const string Created = """{"resourceType":"Communication","id":"ehr-1","status":"completed"}""";
    internal static readonly ReadOnlyMemory<byte> Resource = Encoding.UTF8.GetBytes("""{"resourceType":"Communication","status":"completed"}""");
    internal const string RequestId = "0198a5d0-0000-7000-8000-000000000001.7";
    private readonly HttpMessageInvoker http = GuardedHttp.Client(new AddressGuard(allowsPrivate: true));

    internal ScriptedServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await ScriptedServer.Start();

    public async Task DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
    }

    internal FhirClient Client(IFhirCredentials? credentials = null, Func<FhirEndpoint, FhirEndpoint>? with = null, HttpMessageInvoker? over = null, Uri? at = null, TimeProvider? clock = null)
    {
        var endpoint = new FhirEndpoint(at ?? Server.Fhir);
        return new FhirClient(over ?? http, with?.Invoke(endpoint) ?? endpoint, credentials ?? new NoCredentials(), clock ?? TimeProvider.System);
    }

    internal Task<FhirReply> Create(FhirClient? client = null) => (client ?? Client()).Create("Communication", Resource, null, RequestId, CancellationToken.None);

    internal async Task<FhirReply.Answer> Answered(FhirClient? client = null) => Assert.IsType<FhirReply.Answer>(await Create(client));
}
