using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portal.Testing.Ehr;

/// <summary>
/// An EHR for tests: real HTTP on a free loopback port, FHIR R4's create, conditional create, read, vread, update, search by identifier and transaction over
/// resources that it really keeps, and every trouble that a test asks for. It shares no code with the portal, and keeps every byte it was sent.
/// </summary>
public sealed class FhirServer : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly FhirStore store = new(TimeProvider.System);
    private readonly FhirRest rest;
    private readonly ConcurrentQueue<FhirCall> received = new();
    private readonly ConcurrentQueue<FhirTrouble> next = new();
    private readonly Lock gate = new();
    private readonly FhirServerSettings settings;

    private FhirServer(WebApplication host, FhirServerSettings settings)
    {
        this.host = host;
        this.settings = settings;
        rest = new FhirRest(store, settings);
        host.Run(Serve);
    }

    /// <summary>The FHIR base.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Asked for each request; what <see cref="Next"/> queued for writes comes first.</summary>
    public Func<FhirCall, FhirTrouble> Trouble { get; set; } = _ => FhirTrouble.None;

    /// <summary>Who is let in; null lets everybody in.</summary>
    public FhirGuard? Guard { get; set; }

    /// <summary>Waited for before each request is looked at.</summary>
    public Func<FhirCall, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<FhirCall> Received => [.. received];

    public IReadOnlyList<FhirCall> Writes => [.. received.Where(call => call.IsWrite)];

    public static async Task<FhirServer> Start(FhirServerSettings? settings = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var server = new FhirServer(builder.Build(), settings ?? FhirServerSettings.Plain);
        await server.host.StartAsync();
        var address = server.host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.Address = new Uri(address + "/fhir");
        server.rest.Base = server.Address.ToString();
        return server;
    }

    /// <summary>The next writes go wrong in these ways, in this order.</summary>
    public void Next(params FhirTrouble[] troubles)
    {
        foreach (var trouble in troubles) next.Enqueue(trouble);
    }

    /// <summary>Puts something there that the portal did not send; its id.</summary>
    public string Add(JsonObject resource)
    {
        lock (gate) return (string)store.Add(resource)["id"]!;
    }

    /// <summary>Changes what is there, as somebody in the EHR would.</summary>
    public void Edit(string type, string id, Action<JsonObject> change)
    {
        lock (gate)
        {
            var edited = (JsonObject)store.Read(type, id)!.DeepClone();
            change(edited);
            store.Put(edited, id);
        }
    }

    public void Remove(string type, string id)
    {
        lock (gate) store.Remove(type, id);
    }

    /// <summary>The current version of everything of that type.</summary>
    public IReadOnlyList<JsonObject> All(string type)
    {
        lock (gate) return [.. store.All(type).Select(one => (JsonObject)one.DeepClone())];
    }

    /// <summary>Whether searches see so many of that type: its index lags.</summary>
    public bool Sees(string type, int count)
    {
        lock (gate) return store.Seen(type, settings.IndexLag) >= count;
    }

    public IReadOnlyList<JsonObject> Versions(string type, string id)
    {
        lock (gate) return [.. store.Versions(type, id).Select(one => (JsonObject)one.DeepClone())];
    }

    public async ValueTask DisposeAsync()
    {
        // Requests that hang end with their connections.
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await host.StopAsync(limit.Token);
        await host.DisposeAsync();
    }

    private async Task Serve(HttpContext context)
    {
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var call = new FhirCall(context.Request.Method, target, headers, []);
        await Before(call);
        if (Guard?.Answer(call) is { } refusal)
        {
            received.Enqueue(call with { Body = await Read(context.Request) });
            await refusal.Write(context.Response);
            return;
        }

        var trouble = call.IsWrite && next.TryDequeue(out var queued) ? queued : Trouble(call);
        if (trouble.Kind == FhirTroubleKind.ClosesBeforeReading)
        {
            received.Enqueue(call);
            context.Abort();
            return;
        }

        call = call with { Body = await Read(context.Request) };
        received.Enqueue(call);
        FhirReplyOfTest reply = FhirReplyOfTest.Nothing;
        if (trouble.AfterStoring || trouble.Kind is FhirTroubleKind.None or FhirTroubleKind.IgnoresIfMatch or FhirTroubleKind.IgnoresIfNoneExist or FhirTroubleKind.PagesForEver)
        {
            lock (gate) reply = rest.Answer(call, trouble.Kind);
        }

        await Speak(context, trouble, reply);
    }

    private static async Task Speak(HttpContext context, FhirTrouble trouble, FhirReplyOfTest reply)
    {
        switch (trouble.Kind)
        {
            case FhirTroubleKind.Hangs:
                await Gone(context);
                break;
            case FhirTroubleKind.Closes:
                context.Abort();
                break;
            case FhirTroubleKind.BreaksOff:
                context.Response.StatusCode = reply.Status;
                context.Response.ContentType = "application/fhir+json";
                context.Response.ContentLength = 100_000;
                await context.Response.WriteAsync("{\"resourceType\":\"Commun");
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            case FhirTroubleKind.Answers:
                await FhirReplyOfTest.Of(trouble).Write(context.Response);
                break;
            case FhirTroubleKind.AnswersAnother:
                var other = (JsonObject?)reply.Body?.DeepClone() ?? [];
                other["id"] = "another";
                other["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:another", ["value"] = "1" });
                await (reply with { Body = other }).Write(context.Response);
                break;
            default:
                await reply.Write(context.Response);
                break;
        }
    }

    private static async Task Gone(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ended = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task<byte[]> Read(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }
}
