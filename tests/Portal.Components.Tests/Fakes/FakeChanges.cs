using Portal.Domain.Identity;

namespace Portal.Components.Tests.Fakes;

/// <summary>Changes of access that a test announces.</summary>
internal sealed class FakeChanges : IAccessChanges
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version;
    private int waits;

    public long Version => Interlocked.Read(ref version);

    public int Waits => Volatile.Read(ref waits);

    public void Announce()
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            version++;
            (waiting, next) = (next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.SetResult();
    }

    public Task WaitForChange(long seen, CancellationToken cancel)
    {
        Interlocked.Increment(ref waits);
        lock (gate) return version == seen ? next.Task.WaitAsync(cancel) : Task.CompletedTask;
    }
}
