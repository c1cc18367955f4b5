namespace Portal.Web.Identity.Gate;

/// <summary>Where to go after a step: a path of the portal's own, whatever the address says.</summary>
internal static class ReturnPath
{
    public const string Parameter = "ReturnUrl";
    private const string Home = "/";

    /// <summary>
    /// Browsers take <c>//host</c> and <c>/\host</c> for other sites, and leave tabs and line ends out before they look; such a path becomes the first page.
    /// </summary>
    public static string Of(string? wanted) =>
        wanted is ['/', ..] and not ['/', '/' or '\\', ..] && !wanted.Any(char.IsControl) && !IsGate(wanted) ? wanted : Home;

    public static string With(string page, string back) => back == Home ? page : $"{page}?{Parameter}={Uri.EscapeDataString(back)}";

    /// <summary>The sign-in never leads back to itself.</summary>
    private static bool IsGate(string path) => path.StartsWith(PortalSchemes.SignInPath, StringComparison.OrdinalIgnoreCase);
}
