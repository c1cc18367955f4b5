using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Summaries;

/// <summary>A summary on a screen, found by its marks, which are the same in every language.</summary>
public sealed class SummaryScreen(IPage page)
{
    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    /// <summary>The one act that a dialog is there for.</summary>
    public ILocator Go => Dialog.Locator(".button-primary, .button-danger");

    public ILocator Problem => Dialog.GetByRole(AriaRole.Alert);

    public ILocator Conflict => page.Locator(".conflict");

    public ILocator Stale => page.Locator(".sheet-stale");

    public ILocator Filing(string status) => page.Locator($".sheet-signed > .filing[data-status={status}]");

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary><c>Reason</c>, <c>Plan</c>, ... or <c>Topic</c>.</summary>
    public ILocator Field(string section) => page.Locator($"[data-field={section}]");

    /// <summary>Of the whole conversation that is open.</summary>
    public async Task Draft()
    {
        await page.Locator(".thread-summarise").ClickAsync();
        await Dialog.Locator("[name=reach]").Last.CheckAsync();
        await Go.ClickAsync();
        await Expect(page.Locator(".sheet-section").First).ToBeVisibleAsync();
    }

    /// <summary>The field hands its text over when it is left; waits until it was taken.</summary>
    public async Task Write(string section, string text)
    {
        var sheet = page.Locator(".sheet-sections");
        var before = await sheet.GetAttributeAsync("data-revision");
        await Field(section).FillAsync(text);
        await page.Keyboard.PressAsync("Tab");
        await Expect(sheet).Not.ToHaveAttributeAsync("data-revision", before!);
        await Expect(page.Locator(".sheet-kept")).ToHaveAttributeAsync("data-keeping", "Saved");
    }

    /// <summary>The same where somebody else has written meanwhile.</summary>
    public async Task WriteAgainstAnother(string section, string text)
    {
        await Field(section).FillAsync(text);
        await page.Keyboard.PressAsync("Tab");
        await Expect(Conflict).ToBeVisibleAsync();
    }

    public async Task Sign()
    {
        await page.Locator(".sheet-bar .button-primary").ClickAsync();
        await Go.ClickAsync();
    }
}
