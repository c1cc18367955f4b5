using Microsoft.Playwright;
using Portal.Browser.Tests.Running;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>A lab with a TURN server and a browser on each side, for one test after the other.</summary>
public sealed class RelayStage : IAsyncLifetime
{
    private readonly LoopbackSite site = new();
    private readonly Dictionary<Side, IBrowser> browsers = [];
    private readonly List<IPage> pages = [];
    private IPlaywright playwright = null!;

    public NetworkLab Lab { get; private set; } = null!;

    public TurnServer Turn { get; private set; } = null!;

    /// <summary>A page of nobody's, which both sides reach.</summary>
    public Uri Site => site.Address;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await site.Start();
        Lab = await NetworkLab.Create();
        Lab.Publish(site.Address.Port);
        Turn = await TurnServer.Start(Lab);
        playwright = await Playwright.CreateAsync();
        foreach (var side in new[] { Lab.Patient, Lab.Clinician })
        {
            browsers[side] = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = side.Executable(Browsers.Executable),
                Args = [.. Browsers.Arguments, .. NetworkLab.ChromiumArguments],
            });
        }
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is null)
        {
            foreach (var browser in browsers.Values) await browser.DisposeAsync();
            playwright.Dispose();
            await Turn.DisposeAsync();
            await Lab.DisposeAsync();
        }

        await site.DisposeAsync();
    }

    /// <summary>Networks as if no test had been there.</summary>
    public async Task Mend()
    {
        await Lab.Patient.Mend();
        await Lab.Clinician.Mend();
        await Lab.BringTogether();
    }

    public async Task<IPage> Page(Side side)
    {
        var page = await browsers[side].NewPageAsync();
        pages.Add(page);
        return page;
    }

    public async Task ClosePages()
    {
        foreach (var page in pages) await page.CloseAsync();
        pages.Clear();
    }
}
