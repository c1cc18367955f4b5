using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Testing.Hooks;

/// <summary>One request that a webhook's receiver got.</summary>
public sealed record HookCall(string Path, string Id, string Timestamp, string Signature, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");
}

/// <summary>A host that webhooks are sent to: real HTTP on a free loopback port, and whatever misbehaviour a test asks for.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly ConcurrentQueue<HookCall> received = new();

    private HookReceiver(WebApplication host)
    {
        this.host = host;
        host.Run(Serve);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public IReadOnlyList<HookCall> Received => [.. received];

    /// <summary>What is answered; 204 until a test says otherwise.</summary>
    public Func<HookCall, HttpContext, Task> Answer { get; set; } = (_, context) =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public static async Task<HookReceiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new HookReceiver(builder.Build());
        await receiver.host.StartAsync();
        var address = receiver.host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        receiver.Address = new Uri(address + "/hooks?token=of-the-host");
        return receiver;
    }

    /// <summary>Always the same status.</summary>
    public void Says(int status) => Answer = (_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync()
    {
        // What a test left hanging is not waited for.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await host.StopAsync(now.Token);
        await host.DisposeAsync();
    }

    private async Task Serve(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var call = new HookCall(context.Request.Path + context.Request.QueryString, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray());
        received.Enqueue(call);
        await Answer(call, context);
    }
}
