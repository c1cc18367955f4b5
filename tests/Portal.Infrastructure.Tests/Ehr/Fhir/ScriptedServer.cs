using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Portal.Infrastructure.Tests.Ehr.Fhir;

/// <summary>An HTTP server on a free loopback port that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Asked> asked = new();

    private ScriptedServer(WebApplication app) => this.app = app;

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyCollection<Asked> Requests => asked;

    public Uri Root => new(app.Urls.Single());

    /// <summary>The service base.</summary>
    public Uri Fhir => new(Root, "/fhir");

    /// <summary>One that answers; with a certificate it speaks TLS.</summary>
    public static async Task<ScriptedServer> Start(System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = new ScriptedServer(builder.Build());
        server.app.Run(server.Take);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Status, body and headers as they are given.</summary>
    public static Func<HttpContext, Task> Says(int status, string body = "", string type = "application/fhir+json", params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        if (body.Length == 0) return Task.CompletedTask;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    };

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        asked.Enqueue(new Asked(context.Request.Method, context.Request.Path + context.Request.QueryString.Value, headers, body));
        await Answer(context);
    }
}

/// <summary>One request as it arrived.</summary>
internal sealed record Asked(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
