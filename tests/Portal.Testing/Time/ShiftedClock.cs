namespace Portal.Testing.Time;

/// <summary>The machine's clock with a head start that grows: for tests in which timers are real and hours must not be waited for.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Interlocked.Read(ref ahead) * ((double)TimestampFrequency / TimeSpan.TicksPerSecond));

    public void Jump(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
