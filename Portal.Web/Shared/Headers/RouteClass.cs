using System.Text.RegularExpressions;
using Portal.Web.Shared.Hosting;

namespace Portal.Web.Shared.Headers;

/// <summary>What kind of answer an address gives; each kind has its own headers (<see cref="SecurityHeaders"/>).</summary>
internal enum RouteClass
{
    /// <summary>JSON, hubs, health: nothing that a browser draws.</summary>
    Program,

    /// <summary>A page of the portal.</summary>
    Page,

    /// <summary>The patient's application in a frame of a host's page.</summary>
    Framed,

    /// <summary>The patient's application on its own.</summary>
    Unframed,

    /// <summary>The script that hosts put in their pages.</summary>
    Loader,

    /// <summary>A file whose name holds a hash of its content.</summary>
    HashedFile,

    /// <summary>Any other file.</summary>
    File,
}

internal static partial class RouteClasses
{
    public const string LoaderPath = "/embed/portal-widget.js";
    private const string FramedPath = "/embed/chat";

    public static RouteClass Of(HttpContext context)
    {
        var path = context.Request.Path;
        if (context.IsForPrograms()) return RouteClass.Program;
        if (path.Equals(LoaderPath, StringComparison.OrdinalIgnoreCase)) return RouteClass.Loader;
        if (path.Equals(FramedPath, StringComparison.OrdinalIgnoreCase)) return RouteClass.Framed;
        if (path.StartsWithSegments(Paths.Me, StringComparison.OrdinalIgnoreCase)) return RouteClass.Unframed;
        if (HashedName.IsMatch(path.Value ?? "")) return RouteClass.HashedFile;
        return Path.HasExtension(path.Value) ? RouteClass.File : RouteClass.Page;
    }

    /// <summary>esbuild's eight capitals and digits, or the framework's ten small letters and digits, before the extension.</summary>
    [GeneratedRegex(@"\.([A-Z0-9]{8}|[a-z0-9]{10})\.[a-z0-9]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex HashedName { get; }
}
