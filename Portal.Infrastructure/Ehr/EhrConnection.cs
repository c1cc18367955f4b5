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

    public void Dispose()
    {
        smart?.Dispose();
        http?.Dispose();
    }

    /// <summary>What a named profile writes must be in the granted scope; what <c>auto</c> will write is known only later.</summary>
    private static SmartSettings Registration(EhrOptions settings) => new(settings.ClientId)
    {
        Scopes = settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Writes = NamedProfiles.Named(settings.Profile) is { } profile ? [new NeededWrite(profile.ResourceType)] : [],
    };

    private static IFhirCredentials InALaboratory(EhrOptions settings) => settings.Authentication == "basic" ? new BasicCredentials(settings.UserName, settings.Password) : new NoCredentials();
}
