using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;

namespace Portal.Browser.Tests.Running;

/// <summary>One person's browser with one page, and everything that went wrong in it: errors of scripts, refusals by the content security policy, failed answers.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly ConcurrentQueue<byte[]> received = new();
    private readonly ConcurrentQueue<Task> reading = new();

    private Window(IBrowserContext context, IPage page, DemoPortal portal) => (Context, Page, Portal) = (context, page, portal);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public DemoPortal Portal { get; }

    /// <summary>Empty where nothing went wrong. A test that makes something fail on purpose does not ask.</summary>
    public IReadOnlyList<string> Complaints => [.. complaints];

    /// <summary>What was complained of until now has been told.</summary>
    public void Forgive() => complaints.Clear();

    /// <summary>Whether these words were in anything that came to this browser: pages, answers, frames of sockets; as UTF-8 or UTF-16.</summary>
    public async Task<bool> Received(string words) => (await ReceivedOf([words])).Count > 0;

    /// <summary>Which of these words were in anything that came to this browser.</summary>
    public async Task<IReadOnlyList<string>> ReceivedOf(IEnumerable<string> some)
    {
        while (reading.TryDequeue(out var one)) await one;
        return [.. some.Where(words => received.Any(part => part.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0 || part.AsSpan().IndexOf(Encoding.Unicode.GetBytes(words)) >= 0))];
    }

    internal static async Task<Window> Of(IBrowserContext context, DemoPortal portal)
    {
        var window = new Window(context, await context.NewPageAsync(), portal);
        window.Watch(window.Page);
        return window;
    }

    private void Watch(IPage page)
    {
        page.PageError += (_, error) => complaints.Enqueue($"script: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Enqueue($"console: {message.Text}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 500) complaints.Enqueue($"{response.Status} {response.Url}");
        };
        page.RequestFinished += (_, request) => reading.Enqueue(Keep(request));
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => received.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
    }

    private async Task Keep(IRequest request)
    {
        try
        {
            if (await request.ResponseAsync() is { } response) received.Enqueue(await response.BodyAsync());
        }
        catch (PlaywrightException)
        {
            // A redirection has no body, and one of a page that was left is not kept by the browser.
        }
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
