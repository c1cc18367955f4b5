using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Benchmarks.Floors;

/// <summary>A page that connects to another of its kind, and the WebSocket by which the two speak: what one says the other hears, and nothing else is done.</summary>
internal sealed class PairRelay : IAsyncDisposable
{
    private const int LargestMessage = 64 * 1024;

    /// <summary>Devices, codecs and bundling as the portal's own client asks for them.</summary>
    private const string Page = """
        <!doctype html>
        <title>Bare peer connection</title>
        <button disabled>Begin</button>
        <video data-which="other" autoplay playsinline muted></video>
        <script type="module">
          const isCaller = location.search === "?caller";
          const begin = document.querySelector("button");
          const socket = new WebSocket(`ws://${location.host}/relay?${isCaller ? "caller" : "called"}`);
          const say = what => socket.send(JSON.stringify(what));
          const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
          const early = [];
          let ready = null;
          peer.onicecandidate = event => event.candidate && say({ candidate: event.candidate });
          peer.ontrack = event => { if (event.track.kind === "video") document.querySelector("video").srcObject = new MediaStream([event.track]); };
          const devices = () => ready ??= navigator.mediaDevices
            .getUserMedia({
              audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
              video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
            })
            .then(stream => stream.getTracks().forEach(track => peer.addTrack(track, stream)));
          const describe = async () => { await peer.setLocalDescription(); say({ description: peer.localDescription }); };
          const take = async description => {
            await peer.setRemoteDescription(description);
            for (const candidate of early.splice(0)) await peer.addIceCandidate(candidate);
          };
          let last = Promise.resolve();
          socket.onmessage = event => {
            const heard = JSON.parse(event.data);
            if (heard.connected) begin.disabled = false;
            else if (heard.begin) devices();
            else last = last.then(async () => {
              if (heard.candidate) return peer.remoteDescription ? peer.addIceCandidate(heard.candidate) : early.push(heard.candidate);
              if (isCaller) return take(heard.description);
              await devices();
              await take(heard.description);
              await describe();
            });
          };
          begin.onclick = async () => { say({ begin: true }); await devices(); await describe(); };
        </script>
        """;

    private static readonly ReadOnlyMemory<byte> Connected = "{\"connected\":true}"u8.ToArray();
    private readonly WebApplication web;
    private readonly Dictionary<string, WebSocket> sides = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    private PairRelay()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        web = builder.Build();
        web.UseWebSockets();
        web.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        web.Map("/relay", Pass);
    }

    /// <summary>By the name under which a page may use cameras.</summary>
    public string Address => new UriBuilder(web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()) { Host = "localhost" }.Uri.ToString();

    public static async Task<PairRelay> Start()
    {
        var relay = new PairRelay();
        await relay.web.StartAsync();
        return relay;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task Pass(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var (own, other) = context.Request.Query.ContainsKey("caller") ? ("caller", "called") : ("called", "caller");
        lock (gate) sides[own] = socket;
        await socket.SendAsync(Connected, WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        var buffer = new byte[LargestMessage];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) return;
                WebSocket? to;
                lock (gate) to = sides.GetValueOrDefault(other);
                if (to is { State: WebSocketState.Open }) await to.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The page has gone.
        }
    }
}
