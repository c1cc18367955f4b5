using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using Portal.Domain.Shared;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Integrations.Embed;

/// <summary>
/// The files of the patient's application as the client's build left them, each in the smallest of the encodings that lie beside it: what a
/// patient's old phone downloads is what the build weighed. Pages are served by <see cref="EmbedPages"/> and the build's own notes by nobody.
/// </summary>
internal sealed partial class EmbedFiles(IWebHostEnvironment environment)
{
    private static readonly (string Encoding, string Suffix)[] Encodings = [("br", ".br"), ("gzip", ".gz")];
    private readonly FileExtensionContentTypeProvider types = new();

    public IResult Get(HttpContext context, string file)
    {
        if (!ServedName.IsMatch(file) || !types.TryGetContentType(file, out var type)) return new ProblemResult(Refusal.NotFound);
        foreach (var (encoding, suffix) in Encodings)
        {
            if (!Accepts(context.Request, encoding) || Find(file + suffix) is not { } encoded) continue;
            context.Response.Headers.ContentEncoding = encoding;
            return Send(context, encoded, type);
        }

        return Find(file) is { } plain ? Send(context, plain, type) : new ProblemResult(Refusal.NotFound);
    }

    private IFileInfo? Find(string name) => environment.WebRootFileProvider.GetFileInfo($"embed/{name}") is { Exists: true } found ? found : null;

    private static IResult Send(HttpContext context, IFileInfo file, string type)
    {
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        return Results.Stream(file.CreateReadStream(), type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type, lastModified: file.LastModified);
    }

    /// <summary>An encoding counts as accepted where it is named and not refused by a quality of zero.</summary>
    private static bool Accepts(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.(js|css|svg|png|webmanifest)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ServedName { get; }
}
