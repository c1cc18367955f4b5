using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Portal.Web.Shared.Hosting;

/// <summary>What of Kestrel and of the hosting defaults is changed, and why.</summary>
internal static class ServerSetup
{
    /// <summary>With the default of 512, a thousand clients that come back at once wait on refused connections.</summary>
    private const int Backlog = 4096;

    /// <summary>The largest body any address takes by default; endpoints set their own, smaller or larger.</summary>
    private const long MaxRequestBody = 1024 * 1024;

    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PortalOptions>, PortalOptionsValidator>();
        builder.Services.AddOptions<EmbedOptions>().BindConfiguration(EmbedOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<EmbedOptions>, EmbedOptionsValidator>();
        builder.Services.AddSingleton<PortalAddress>();
        builder.Services.Configure<SocketTransportOptions>(socket => socket.Backlog = Backlog);
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>((kestrel, configuration) =>
        {
            // Asked while the program is put together, when nobody could say yet what is wrong with a setting: that is for the check at start.
            var portal = configuration.GetSection(PortalOptions.Section).Get<PortalOptions>() ?? new();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            kestrel.Limits.MaxConcurrentUpgradedConnections = Math.Max(1, portal.MaxLiveConnections);
        });
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<PortalOptions>>(Forward);
        // An address may hold what a client should not have put there; it is not written to the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    /// <summary>The framework believes loopback by default; here only what is configured is believed, and nothing when nothing is.</summary>
    private static void Forward(ForwardedHeadersOptions forwarded, IOptions<PortalOptions> portal)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.ForwardedHeaders = portal.Value.Proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in portal.Value.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) forwarded.KnownProxies.Add(address);
            else forwarded.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
        }
    }
}
