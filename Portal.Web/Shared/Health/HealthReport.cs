using System.Text.Json.Serialization;

namespace Portal.Web.Shared.Health;

/// <summary>The answer of <c>/health</c>: <c>healthy</c> or <c>unhealthy</c>, for the whole and for each dependency.</summary>
internal sealed record HealthReport(string Status, IReadOnlyDictionary<string, DependencyHealth> Dependencies)
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    public static readonly HealthReport Live = new(Healthy, new Dictionary<string, DependencyHealth>(StringComparer.Ordinal));

    [JsonIgnore]
    public bool IsHealthy => Status == Healthy;
}

/// <summary>One dependency and how long it took to answer, in milliseconds.</summary>
internal sealed record DependencyHealth(string Status, double Ms);
