using System.Diagnostics;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>
/// Lets answers that must not be told apart take the same time. It counts in real time on purpose: what an outsider measures is not the portal's clock.
/// </summary>
internal sealed class EvenPace(SignInRules rules)
{
    private readonly long begun = Stopwatch.GetTimestamp();

    public async Task Wait(CancellationToken cancel)
    {
        var left = rules.SlowestAnswer - Stopwatch.GetElapsedTime(begun);
        if (left > TimeSpan.Zero) await Task.Delay(left, cancel);
    }
}
