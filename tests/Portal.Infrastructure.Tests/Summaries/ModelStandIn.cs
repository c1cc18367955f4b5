using System.Net;
using System.Text.Json;

namespace Portal.Infrastructure.Tests.Summaries;

/// <summary>Stands in for an OpenAI-compatible address: keeps what it was sent, and answers as the test says.</summary>
internal sealed class ModelStandIn : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;

    public ModelStandIn()
    {
        // Another program may take the port between the look and the listening: then the next one is tried.
        for (var tries = 0; ; tries++)
        {
            using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
            }

            listener.Prefixes.Clear();
            listener.Prefixes.Add(Address + "/");
            try
            {
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (tries < 10)
            {
            }
        }

        serving = Serve();
    }

    public string Address { get; }

    public List<(string Path, string? Authorization, string Body)> Asked { get; } = [];

    /// <summary>The status and the body of the answer; null keeps the caller waiting.</summary>
    public Func<(int Status, string Body)?> Answer { get; set; } = () => null;

    /// <summary>An answer of the API's shape around a model's words.</summary>
    public void Say(string words) => Answer = () => (200, JsonSerializer.Serialize(new { choices = new[] { new { message = new { role = "assistant", content = words } } } }));

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Close();
        await serving;
        closing.Dispose();
    }

    private async Task Serve()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var body = await reader.ReadToEndAsync();
                lock (Asked) Asked.Add((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], body));
                if (Answer() is not { } answer) continue;
                context.Response.StatusCode = answer.Status;
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync(answer.Body);
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
            {
            }
        }
    }
}
