using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Browser.Tests.Networks;

/// <summary>A page that says hello, on a free port of the machine's loopback.</summary>
internal sealed class LoopbackSite : IAsyncDisposable
{
    private readonly WebApplication web;

    public LoopbackSite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        web.MapGet("/", () => "hello");
    }

    /// <summary>As browsers call it, so that the page is a secure context.</summary>
    public Uri Address => new UriBuilder(web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()) { Host = "localhost" }.Uri;

    public Task Start() => web.StartAsync();

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
