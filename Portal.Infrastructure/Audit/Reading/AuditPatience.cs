using Portal.Domain.Shared;

namespace Portal.Infrastructure.Audit.Reading;

/// <summary>No question to the trail keeps the database busy for longer than this: it is given up there and refused in words.</summary>
internal static class AuditPatience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static async Task<Outcome<T>> Within<T>(TimeProvider clock, Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            return Refusal.Rule("too-broad");
        }
    }
}
