using System.Security.Cryptography;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Headers;

/// <summary>The Content-Security-Policy of each kind of answer.</summary>
internal static class ContentPolicy
{
    private const string Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly object NonceKey = new();

    /// <summary>128 random bits, one for each request: a page puts it on the inline scripts it means.</summary>
    public static string Nonce(this HttpContext context)
    {
        if (context.Items.TryGetValue(NonceKey, out var known)) return (string)known!;
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    public static string For(RouteClass kind, HttpContext context, PortalAddress address) => kind switch
    {
        RouteClass.Page => Page(context.Nonce(), Sockets(address.Origin)),
        RouteClass.Framed => Application(Sockets(address.EmbedOrigin), Ancestors(context)),
        RouteClass.Unframed => Application(Sockets(address.EmbedOrigin), "'none'"),
        RouteClass.Program or RouteClass.Loader or RouteClass.HashedFile or RouteClass.File => Nothing,
    };

    /// <summary>
    /// Blazor and its virtual lists set <c>style</c> attributes, hence <c>style-src-attr</c>; style elements and scripts need the nonce or come
    /// from here. Older browsers do not count WebSockets as <c>'self'</c>, so the address stands beside it.
    /// </summary>
    private static string Page(string nonce, string sockets) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
        + $"media-src 'self' blob:; connect-src 'self' {sockets}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static string Application(string sockets, string ancestors) =>
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; worker-src 'self'; "
        + $"manifest-src 'self'; connect-src 'self' {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}";

    private static string Ancestors(HttpContext context) =>
        context.Features.Get<FrameAncestors>() is { Origins.Count: > 0 } ancestors ? string.Join(' ', ancestors.Origins) : "'none'";

    private static string Sockets(string origin) => origin.Replace("http", "ws", StringComparison.Ordinal);
}

/// <summary>Whose pages may hold this answer in a frame; set by the endpoint that knows, nobody where it is not.</summary>
internal sealed record FrameAncestors(IReadOnlyList<string> Origins);
