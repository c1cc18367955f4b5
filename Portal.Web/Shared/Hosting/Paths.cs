namespace Portal.Web.Shared.Hosting;

/// <summary>The parts of the address space that are treated differently; compared as routing compares, so that capitals change nothing.</summary>
internal static class Paths
{
    public const string Api = "/api";
    public const string Hubs = "/hubs";
    public const string Circuits = "/_blazor";
    public const string Embed = "/embed";
    public const string Me = "/me";
    public const string Health = "/health";
    public const string OpenApi = "/openapi";

    public static bool IsApi(this HttpContext context) => context.Request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase);

    public static bool IsHub(this HttpContext context) => context.Request.Path.StartsWithSegments(Hubs, StringComparison.OrdinalIgnoreCase);

    public static bool IsCircuit(this HttpContext context) => context.Request.Path.StartsWithSegments(Circuits, StringComparison.OrdinalIgnoreCase);

    /// <summary>Everything that holds a connection open: hubs and circuits, their negotiation and every transport.</summary>
    public static bool IsLive(this HttpContext context) => context.IsHub() || context.IsCircuit();

    /// <summary>Answers programs, not people: problems instead of pages, no redirects to a sign-in.</summary>
    public static bool IsForPrograms(this HttpContext context) =>
        context.IsApi() || context.IsLive()
        || context.Request.Path.StartsWithSegments(Health, StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments(OpenApi, StringComparison.OrdinalIgnoreCase);
}
