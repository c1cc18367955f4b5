using Microsoft.Playwright;
using Xunit;

namespace Portal.Browser.Tests.Running;

/// <summary>One Chromium and one portal for all classes of <see cref="BrowserTests"/>; each window that a test opens is a browser of its own.</summary>
public sealed class Browsers : IAsyncLifetime
{
    /// <summary>For every Chromium of the tests.</summary>
    internal static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", // a picture that moves and a tone every second; both allowed without asking
    ];

    /// <summary>What does not come within this time does not come; a busy machine is no reason to say so earlier.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;
    private bool isGuest;
    private string? script;

    internal static string Executable => Environment.GetEnvironmentVariable("PORTAL_CHROMIUM") ?? "/usr/bin/chromium";

    public DemoPortal Portal { get; private init; } = new();

    /// <summary>Another Chromium beside the portal, which stays its owner's.</summary>
    /// <param name="script">Runs in every frame before the page's own.</param>
    internal static async Task<Browsers> Beside(DemoPortal portal, string executable, IEnumerable<string> arguments, string? script = null)
    {
        var browsers = new Browsers { Portal = portal, isGuest = true, script = script };
        await browsers.Launch(executable, [.. Arguments, .. arguments]);
        return browsers;
    }

    public async Task InitializeAsync()
    {
        var launch = Launch(Executable, Arguments);
        await Portal.InitializeAsync();
        await launch;
    }

    public async Task DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
        if (!isGuest) await Portal.DisposeAsync();
    }

    private async Task Launch(string executable, IReadOnlyList<string> arguments)
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = arguments });
    }

    /// <summary>A browser with cookies and storage of its own.</summary>
    public async Task<Window> Open(Screen? screen = null)
    {
        screen ??= Screen.Desktop;
        var context = await chromium.NewContextAsync(new()
        {
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            ColorScheme = screen.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = screen.Locale,
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        if (script is not null) await context.AddInitScriptAsync(script);
        return await Window.Of(context, Portal);
    }
}

/// <summary>What somebody looks at: CSS pixels, light or dark, and the language that the browser asks for.</summary>
public sealed record Screen(int Width, int Height, bool IsDark = false, string Locale = "en-US")
{
    public static readonly Screen Desktop = new(1280, 800);

    public static readonly Screen Phone = new(360, 740);
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browsers>
{
    public const string Name = "Browser";
}
