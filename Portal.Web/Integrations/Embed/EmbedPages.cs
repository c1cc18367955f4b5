using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Extensions.Options;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Web.Shared.Headers;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Embed;

/// <summary>
/// The patient's application: one page for frames in hosts' pages, one on its own. Both are files of the client's build with a few places that are
/// filled on each answer; a page knows nobody, and so is open to all.
/// </summary>
internal sealed class EmbedPages(IWebHostEnvironment environment, IEmbedHosts hosts, IOptions<EmbedOptions> options)
{
    private const string OriginsPlace = "{{embed-origins}}";
    private const string EmergencyPlace = "{{emergency-number}}";

    /// <summary>An unknown integration, or none, gets the page as well, which nobody may frame and which talks to nobody.</summary>
    public async Task<IResult> Framed(HttpContext context, CancellationToken cancel)
    {
        var origins = Id.TryParse<IntegrationId>(context.Request.Query["integration"], out var integration) ? await hosts.OriginsOf(integration, cancel) : [];
        context.Features.Set(new FrameAncestors(origins));
        return await Page("embed/chat.html", origins, cancel);
    }

    public Task<IResult> Unframed(CancellationToken cancel) => Page("embed/me.html", [], cancel);

    private async Task<IResult> Page(string path, IReadOnlyList<string> origins, CancellationToken cancel)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) return new ProblemResult(Refusal.NotFound);
        using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
        var page = new StringBuilder(await reader.ReadToEndAsync(cancel))
            .Replace(OriginsPlace, HtmlEncoder.Default.Encode(string.Join(' ', origins)))
            .Replace(EmergencyPlace, HtmlEncoder.Default.Encode(options.Value.EmergencyNumber));
        return Results.Content(page.ToString(), "text/html", Encoding.UTF8);
    }
}
