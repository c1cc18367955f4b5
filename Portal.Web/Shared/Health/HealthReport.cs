using System.Text.Json.Serialization;

namespace Portal.Web.Shared.Health;

/// <summary>
/// The answer of <c>/health</c>: <c>healthy</c> or <c>unhealthy</c>, for the whole and for each dependency.
/// <paramref name="Notes"/>: what is not set up and not needed to be healthy, a line each.
/// </summary>
internal sealed record HealthReport(string Status, IReadOnlyDictionary<string, DependencyHealth> Dependencies, IReadOnlyList<string> Notes)
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    public static readonly HealthReport Live = new(Healthy, new Dictionary<string, DependencyHealth>(StringComparer.Ordinal), []);

    [JsonIgnore]
    public bool IsHealthy => Status == Healthy;
}

/// <summary>One dependency and how long it took to answer, in milliseconds.</summary>
internal sealed record DependencyHealth(string Status, double Ms);
