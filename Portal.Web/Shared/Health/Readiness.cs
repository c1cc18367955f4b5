using Portal.Domain.Shared;

namespace Portal.Web.Shared.Health;

/// <summary>
/// Asks every dependency, all at once, each for at most two seconds. An answer is shared for one second, so that asking often costs the
/// dependencies nothing. A program that is stopping is not ready, so that a load balancer turns away before connections are cut.
/// </summary>
internal sealed class Readiness(IEnumerable<IDependencyCheck> checks, IEnumerable<IReadinessNote> notes, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Shared = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private Task<HealthReport>? asked;
    private long askedAt;

    public async Task<HealthReport> Report()
    {
        var report = await Latest();
        return lifetime.ApplicationStopping.IsCancellationRequested ? report with { Status = HealthReport.Unhealthy } : report;
    }

    private Task<HealthReport> Latest()
    {
        lock (gate)
        {
            if (asked is not null && clock.GetElapsedTime(askedAt) < Shared) return asked;
            askedAt = clock.GetTimestamp();
            return asked = Task.Run(Ask);
        }
    }

    private async Task<HealthReport> Ask()
    {
        var asking = checks.Select(async check => (check.Name, Health: await Ask(check)));
        var dependencies = (await Task.WhenAll(asking)).ToDictionary(answer => answer.Name, answer => answer.Health, StringComparer.Ordinal);
        var healthy = dependencies.Values.All(dependency => dependency.Status == HealthReport.Healthy);
        return new(healthy ? HealthReport.Healthy : HealthReport.Unhealthy, dependencies, [.. notes.Select(one => one.Note).OfType<string>()]);
    }

    private async Task<DependencyHealth> Ask(IDependencyCheck check)
    {
        var start = clock.GetTimestamp();
        string status;
        try
        {
            using var limit = new CancellationTokenSource(Patience, clock);
            await check.Check(limit.Token).WaitAsync(Patience, clock, CancellationToken.None);
            status = HealthReport.Healthy;
        }
        catch (Exception)
        {
            // Whatever it is: the dependency did not answer, and its own logging says why.
            status = HealthReport.Unhealthy;
        }

        return new(status, Math.Round(clock.GetElapsedTime(start).TotalMilliseconds, 1));
    }
}
