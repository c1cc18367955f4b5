using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Portal.Browser.Tests.Look;

/// <summary>
/// axe-core in a page and in its frames, whatever their origin: looked at frame by frame, put together in the page itself. It stays in a page for the next look: to bring
/// it takes several times as long as to look.
/// </summary>
internal static class Axe
{
    private const string Options = "{ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } }";
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong by WCAG 2.2 A and AA, and by good practice; one line each.</summary>
    public static async Task<IReadOnlyList<string>> Violations(IPage page)
    {
        var parts = new List<string>();
        await Look(page.MainFrame, "null", parts);
        var result = await page.EvaluateAsync<string>($"async (parts) => JSON.stringify((await axe.finishRun(parts.map((part) => JSON.parse(part)), {Options})).violations)", parts);
        return [.. JsonSerializer.Deserialize<List<Violation>>(result, JsonSerializerOptions.Web)!.Select(violation => violation.ToString())];
    }

    /// <summary>The frame first, then those in it, in the order in which axe names them.</summary>
    /// <param name="context">What of the frame is looked at, as axe says it in JSON; null is all of it.</param>
    private static async Task Look(IFrame frame, string context, List<string> parts)
    {
        if (!await frame.EvaluateAsync<bool>("() => 'axe' in window")) await frame.EvaluateAsync(Script);
        var within = JsonSerializer.Deserialize<List<Within>>(
            await frame.EvaluateAsync<string>($"(context) => JSON.stringify(axe.utils.getFrameContexts(JSON.parse(context) ?? document, {Options}))", context), JsonSerializerOptions.Web)!;
        parts.Add(await frame.EvaluateAsync<string>($"async (context) => JSON.stringify(await axe.runPartial(JSON.parse(context) ?? document, {Options}))", context));
        foreach (var (selector, inner) in within)
        {
            var element = (await frame.EvaluateHandleAsync("(selector) => axe.utils.shadowSelect(JSON.parse(selector))", selector.GetRawText())).AsElement();
            if (await (element?.ContentFrameAsync() ?? Task.FromResult<IFrame?>(null)) is { } child) await Look(child, inner.GetRawText(), parts);
            else parts.Add("null");
        }
    }

    private sealed record Within(JsonElement FrameSelector, JsonElement FrameContext);

    private sealed record Violation(string Id, string? Impact, IReadOnlyList<Node> Nodes)
    {
        public override string ToString() => $"{Id} ({Impact}): {string.Join("; ", Nodes)}";
    }

    private sealed record Node(JsonElement Target, string Html, IReadOnlyList<Check> Any)
    {
        public override string ToString() => $"{Target} {Html} {string.Join(", ", Any.Select(check => check.Message))}";
    }

    private sealed record Check(string Message);
}
