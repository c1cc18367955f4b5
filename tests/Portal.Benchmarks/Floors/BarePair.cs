using Portal.Benchmarks.Load;
using Portal.Browser.Tests.Running;

namespace Portal.Benchmarks.Floors;

/// <summary>
/// Two pages that do nothing but connect: each takes camera and microphone as the portal's do, one offers, the other answers, and what they tell each other is passed on
/// at once by <see cref="PairRelay"/>. Both are told to begin by the same click.
/// </summary>
internal sealed class BarePair : IAsyncDisposable
{
    private readonly PairRelay relay;
    private readonly Window caller;
    private readonly Window called;

    private BarePair(PairRelay relay, Window caller, Window called) => (this.relay, this.caller, this.called) = (relay, caller, called);

    public static async Task<BarePair> Begin(Browsers browsers) => new(await PairRelay.Start(), await browsers.Open(), await browsers.Open());

    public async Task<FirstPictures> Join()
    {
        await Task.WhenAll(caller.Page.GotoAsync($"{relay.Address}?caller"), called.Page.GotoAsync(relay.Address));
        foreach (var window in (Window[])[caller, called]) await window.Page.Locator("button:enabled").WaitForAsync();
        var (here, there) = (new FirstPicture(caller.Page.Locator("body")), new FirstPicture(called.Page.Locator("body")));
        await here.Expect();
        await there.Expect();
        var begun = await here.Click(caller.Page.Locator("button"));
        var pictures = new FirstPictures(await here.Seen() - begun, await there.Seen() - begun);
        foreach (var window in (Window[])[caller, called]) await window.Page.GotoAsync("about:blank");
        return pictures;
    }

    public async ValueTask DisposeAsync()
    {
        await caller.DisposeAsync();
        await called.DisposeAsync();
        await relay.DisposeAsync();
    }
}
