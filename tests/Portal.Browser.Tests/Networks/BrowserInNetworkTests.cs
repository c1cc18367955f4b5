using Microsoft.Playwright;
using Portal.Browser.Tests.Running;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>A browser that runs in one side of the lab reaches what listens on the machine's loopback, over the bad line and no other way.</summary>
[Collection(NetworkTests.Name)]
public sealed class BrowserInNetworkTests : IAsyncLifetime
{
    private readonly LoopbackSite site = new();
    private NetworkLab lab = null!;
    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;
    private IPage page = null!;

    private int Port => site.Address.Port;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await site.Start();
        lab = await NetworkLab.Create();
        lab.Publish(Port);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = lab.Patient.Executable(Browsers.Executable),
            Args = [.. Browsers.Arguments, .. NetworkLab.ChromiumArguments],
        });
        page = await chromium.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is null)
        {
            await chromium.DisposeAsync();
            playwright.Dispose();
            await lab.DisposeAsync();
        }

        await site.DisposeAsync();
    }

    [NetworkTheory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_page_comes_from_the_machine_s_loopback_and_may_use_cameras(string host)
    {
        await page.GotoAsync($"http://{host}:{Port}/");
        Assert.Equal("hello", await page.InnerTextAsync("body"));
        Assert.Equal($"http://{host}:{Port}", await page.EvaluateAsync<string>("location.origin"));
        Assert.True(await page.EvaluateAsync<bool>("isSecureContext && 'mediaDevices' in navigator"));
    }

    [NetworkFact]
    public async Task It_comes_over_the_line_of_that_side()
    {
        await page.GotoAsync($"http://localhost:{Port}/");
        await lab.Patient.Cut();
        Assert.False(await Fetches());
        await lab.Patient.Join();
        Assert.True(await Fetches());
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(400));
        Assert.InRange(await page.EvaluateAsync<double>("async () => { const start = performance.now(); await fetch('/', { signal: AbortSignal.timeout(5000) }); return performance.now() - start; }"), 400, 2000);
    }

    /// <summary>Within two seconds.</summary>
    private Task<bool> Fetches() => page.EvaluateAsync<bool>("() => fetch('/', { signal: AbortSignal.timeout(2000) }).then(answer => answer.ok, () => false)");
}
