namespace Portal.Web.Shared.Health;

/// <summary>Whether the program runs, and whether what it needs answers. Open to all and never limited; it says no addresses.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("/live", () => HealthReport.Live).Produces<HealthReport>();
        health.MapGet("/ready", Ready).Produces<HealthReport>().Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> Ready(Readiness readiness)
    {
        var report = await readiness.Report();
        return Results.Json(report, statusCode: report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
