using Microsoft.Playwright;

namespace Portal.Benchmarks.Load;

/// <summary>
/// Watches one page for the first frame of the other's picture. Times are the browser's, milliseconds since 1970, so that two pages of one machine can be compared.
/// </summary>
internal sealed class FirstPicture(ILocator page)
{
    /// <summary>Pages draw their video elements when they want to, and may draw them anew: each is asked once.</summary>
    private const string Watch = """
        () => {
          const [asked, patience] = [new WeakSet(), 30000];
          window.firstPicture = new Promise((seen, missed) => {
            const looking = setInterval(() => {
              for (const video of document.querySelectorAll("video[data-which=other]")) {
                if (asked.has(video)) continue;
                asked.add(video);
                video.requestVideoFrameCallback(now => { clearInterval(looking); seen(performance.timeOrigin + now); });
              }
            }, 4);
            setTimeout(() => { clearInterval(looking); missed(new Error("No picture of the other came.")); }, patience);
          });
          window.firstPicture.catch(() => {});
        }
        """;

    private const string WatchClick = "() => document.addEventListener('click', click => { window.clickedAt = performance.timeOrigin + click.timeStamp; }, { capture: true, once: true })";

    /// <summary>From now on.</summary>
    public Task Expect() => page.EvaluateAsync(Watch);

    public Task<double> Seen() => page.EvaluateAsync<double>("() => window.firstPicture");

    /// <summary>Clicks in this page, and says when.</summary>
    public async Task<double> Click(ILocator button)
    {
        await page.EvaluateAsync(WatchClick);
        await button.ClickAsync();
        return await page.EvaluateAsync<double>("() => window.clickedAt");
    }
}
