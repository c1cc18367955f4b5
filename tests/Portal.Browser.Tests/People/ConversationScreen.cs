using Microsoft.Playwright;

namespace Portal.Browser.Tests.People;

/// <summary>A conversation on a screen, the clinician's or the patient's: they share their marks.</summary>
public sealed class ConversationScreen(ILocator around)
{
    public ILocator Messages => around.Locator(".message");

    public ILocator Field => around.Locator(".composer-text");

    /// <summary>The message whose text is this, to the letter.</summary>
    public ILocator Message(string text) => Messages.Filter(new() { Has = around.Page.Locator(".message-text").GetByText(text, new() { Exact = true }) });

    public async Task Send(string text)
    {
        await Field.FillAsync(text);
        await around.Locator(".composer-send").ClickAsync();
    }

    /// <summary>Waits until the message stands there, once, with its sequence.</summary>
    public async Task Sees(string text, TimeSpan? within = null)
    {
        var limit = (float)(within ?? TimeSpan.FromSeconds(10)).TotalMilliseconds;
        await Assertions.Expect(Message(text)).ToHaveCountAsync(1, new() { Timeout = limit });
        await Assertions.Expect(Message(text).And(around.Page.Locator("[data-sequence]"))).ToHaveCountAsync(1, new() { Timeout = limit });
    }

    /// <summary>Waits until the sender's own message is <c>Pending</c>, <c>Sent</c>, <c>Delivered</c>, <c>Displayed</c> or <c>Failed</c>.</summary>
    public Task HasState(string text, string state) => Assertions.Expect(Message(text)).ToHaveAttributeAsync("data-state", state);

    /// <summary>The texts on the screen that begin so, in the order in which they stand.</summary>
    public async Task<IReadOnlyList<string>> Texts(string prefix)
    {
        var texts = await around.Locator(".message-text").AllInnerTextsAsync();
        return [.. texts.Where(text => text.StartsWith(prefix, StringComparison.Ordinal))];
    }
}
