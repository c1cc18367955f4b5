using Microsoft.Extensions.Options;
using Portal.Infrastructure.Ehr.Fhir.Exchange;
using Portal.Infrastructure.Ehr.Profiles;
using Portal.Infrastructure.Ehr.Smart;
using Portal.Infrastructure.Shared.Network;

namespace Portal.Infrastructure.Ehr;

/// <summary>The way to the configured EHR; where there is none, nobody asks for it.</summary>
internal sealed class EhrConnection : IDisposable
{
    private readonly HttpMessageInvoker? http;
    private readonly SmartCredentials? smart;
    private readonly FhirClient? client;

    public EhrConnection(IOptions<EhrOptions> options, ClientKeys keys, TimeProvider clock)
    {
        var settings = options.Value;
        if (!settings.IsSet) return;
        http = GuardedHttp.Client(new AddressGuard(settings.AllowPrivateAddresses));
        var endpoint = new FhirEndpoint(new Uri(settings.Address)) { Timeout = settings.RequestTimeout };
        if (settings.Authentication == "smart") smart = new SmartCredentials(new TokenEndpoint(http, endpoint, Registration(settings), keys, clock), clock);
        client = new FhirClient(http, endpoint, smart ?? InALaboratory(settings), clock);
    }

    public FhirClient Client => client ?? throw new InvalidOperationException("There is no EHR.");

    /// <summary>What will be written. Where the EHR grants scopes, a token without it is none: it is found out before anything is sent.</summary>
    public void Require(EhrProfile profile) => smart?.Require(Writes(profile));

    /// <summary>Whether the Provenance of that profile may be written; null where there is no token now that would say so.</summary>
    public async ValueTask<bool?> TakesProvenance(EhrProfile profile, CancellationToken cancel) => profile.Provenance switch
    {
        ProvenanceWay.Kept => false,
        _ when smart is null => true,
        var way => await smart.Allows(new NeededWrite("Provenance", way == ProvenanceWay.OwnId), cancel),
    };

    public void Dispose()
    {
        smart?.Dispose();
        http?.Dispose();
    }

    private static SmartSettings Registration(EhrOptions settings) => new(settings.ClientId) { Scopes = settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

    /// <summary>Corrections and withdrawals change what is there. Provenance is no part of it: where it is refused, the portal's own record is the proof.</summary>
    private static NeededWrite[] Writes(EhrProfile profile) => profile switch
    {
        { Shape: FilingShape.None } => [],
        { Change: FilingChange.None } => [new NeededWrite(profile.ResourceType)],
        _ => [new NeededWrite(profile.ResourceType), new NeededWrite(profile.ResourceType, IsUpdate: true)],
    };

    private static IFhirCredentials InALaboratory(EhrOptions settings) => settings.Authentication == "basic" ? new BasicCredentials(settings.UserName, settings.Password) : new NoCredentials();
}
