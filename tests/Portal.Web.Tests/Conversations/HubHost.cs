using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Testing.Hub;
using Portal.Web.Tests.Fakes;

namespace Portal.Web.Tests.Conversations;

/// <summary>The edge on a real Kestrel and a free port, for real sockets. The portal's own origin is <see cref="Own"/>, whatever the port.</summary>
public class HubHost : EdgeHost
{
    public const string Own = "http://localhost";
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private Uri? address;

    public HubHost()
        : this([])
    {
    }

    protected HubHost(IEnumerable<(string Setting, string Value)> settings)
    {
        With("Portal:PublicUrl", Own);
        foreach (var (setting, value) in settings) With(setting, value);
    }

    /// <summary>Starts the server at its first use.</summary>
    public Uri Address => address ??= Start();

    public Uri Hub => new(Address, "/hubs/conversations");

    public Task<HubClient> Connect(HubOptions? options = null) => HubClient.Connect(Hub, options);

    /// <summary>A connection of the patient's, by the call <c>Authenticate</c>.</summary>
    public async Task<HubClient> Patient(TimeSpan? life = null)
    {
        GiveToken(Someone.PatientToken, Someone.Patient, life);
        var hub = await Connect();
        await hub.Invoke("Authenticate", Someone.PatientToken);
        return hub;
    }

    private Uri Start()
    {
        UseKestrel(0);
        StartServer();
        var listening = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return ClientOptions.BaseAddress = new UriBuilder(listening) { Host = "127.0.0.1" }.Uri;
    }

    internal void GiveToken(string token, Actor actor, TimeSpan? life = null) =>
        Ports.Credentials.Token(token, actor, Someone.HostOrigin, Clock.GetUtcNow() + (life ?? Quarter));
}

/// <summary>One host for all facts of a class that change nothing another could see; its rates are too high to meet.</summary>
public sealed class SharedHubHost() : HubHost([("RateLimits:HubCallsPerSecond", "1000000"), ("RateLimits:MessageBurst", "1000000"), ("RateLimits:BadCredentialsPerMinute", "1000000")]);
