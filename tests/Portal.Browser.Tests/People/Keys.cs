using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.People;

/// <summary>Somebody who has a keyboard and nothing else.</summary>
public sealed class Keys(IPage page)
{
    /// <summary>Whoever has not come there by then goes round in a circle.</summary>
    private const int MostStops = 100;

    public Task Press(string key) => page.Keyboard.PressAsync(key);

    /// <summary>Goes there from stop to stop, and presses Enter.</summary>
    public async Task Use(ILocator target)
    {
        await GoTo(target);
        await Press("Enter");
    }

    /// <summary>From stop to stop, as the page puts them in a row.</summary>
    public async Task GoTo(ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var stop = 0; !await IsAt(target); stop++)
        {
            if (stop == MostStops) throw new InvalidOperationException($"The Tab key does not lead to {target}.");
            await Press("Tab");
        }
    }

    /// <summary>In a frame only while the frame itself is where the page has the focus.</summary>
    private async Task<bool> IsAt(ILocator target) =>
        await target.EvaluateAsync<bool>("one => one === document.activeElement")
        && (await page.EvaluateAsync<bool>("() => document.activeElement.tagName === 'IFRAME'") || await target.EvaluateAsync<bool>("() => window === window.top"));
}
