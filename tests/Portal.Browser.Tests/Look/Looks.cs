using Microsoft.Playwright;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Look;

/// <summary>
/// Looks at one page after the other and keeps what is wrong: WCAG 2.2 A and AA as axe-core finds it, content wider than the screen, and whatever the browser
/// complained of (scripts, content security policy, missing files). With <c>PORTAL_PICTURES</c> set to a folder each page is also saved there as a picture.
/// </summary>
/// <param name="schemes">Each page is looked at in each of these, the last of which stays; light by default.</param>
internal sealed class Looks(string name, params ColorScheme[] schemes)
{
    private readonly List<string> wrong = [];

    public void AreRight() => Assert.True(wrong.Count == 0, string.Join('\n', wrong));

    public async Task At(Window window, string page)
    {
        foreach (var scheme in schemes.Length == 0 ? [ColorScheme.Light] : schemes)
        {
            await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await At(window, page, scheme == ColorScheme.Dark ? "dark" : "light");
        }

        wrong.AddRange(window.Complaints.Select(complaint => $"{page}: {complaint}"));
        window.Forgive();
    }

    private async Task At(Window window, string page, string scheme)
    {
        if (Environment.GetEnvironmentVariable("PORTAL_PICTURES") is { Length: > 0 } folder) await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{page}.png") });
        wrong.AddRange((await Axe.Violations(window.Page)).Select(violation => $"{page} ({scheme}): {violation}"));
        var wider = await window.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth");
        if (wider > 0) wrong.Add($"{page} ({scheme}): {wider} px wider than the screen");
    }
}
