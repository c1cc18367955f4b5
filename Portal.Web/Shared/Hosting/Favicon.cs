namespace Portal.Web.Shared.Hosting;

/// <summary>The portal's mark, where browsers look for one by themselves.</summary>
internal static class Favicon
{
    public const string Path = "/favicon.ico";

    private const string Drawing = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0d4347"/><path d="M8 4v8M4 8h8" stroke="#fff" stroke-width="2.5"/></svg>
        """;

    public static void MapFavicon(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], () => Results.Text(Drawing, "image/svg+xml")).AllowAnonymous().ExcludeFromDescription();
}
