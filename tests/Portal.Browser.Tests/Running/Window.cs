using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Portal.Browser.Tests.Running;

/// <summary>One person's browser with one page, and everything that went wrong in it: errors of scripts, refusals by the content security policy, failed answers.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();

    private Window(IBrowserContext context, IPage page, DemoPortal portal) => (Context, Page, Portal) = (context, page, portal);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public DemoPortal Portal { get; }

    /// <summary>Empty where nothing went wrong. A test that makes something fail on purpose does not ask.</summary>
    public IReadOnlyList<string> Complaints => [.. complaints];

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
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
