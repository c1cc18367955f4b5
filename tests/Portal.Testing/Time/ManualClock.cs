namespace Portal.Testing.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers that fall due fire in their order, each at its own time, on the thread that
/// moves the clock.
/// </summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public ManualClock()
        : this(new DateTimeOffset(2026, 1, 15, 9, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } timer) timer.Fire();
        lock (gate) now = end;
    }

    /// <summary>
    /// Goes on by days, as the clock of a machine that slept: each timer that fell due meanwhile fires once, at the end. Timers of seconds would
    /// fire half a million times otherwise.
    /// </summary>
    public void Jump(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            now += by;
            due = [.. timers.Where(one => one.DueAt <= now).OrderBy(one => one.DueAt)];
            foreach (var timer in due) timer.Again(now);
        }

        foreach (var timer in due) timer.Fire();
    }

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var timer = timers.Where(one => one.DueAt <= end).MinBy(one => one.DueAt);
            if (timer is null) return null;
            if (timer.DueAt > now) now = timer.DueAt;
            timer.Again(now);
            return timer;
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                this.period = period;
                DueAt = clock.now + dueTime;
                clock.timers.Add(this);
                return true;
            }
        }

        public void Fire() => callback(state);

        /// <summary>Called under the clock's lock.</summary>
        public void Again(DateTimeOffset at)
        {
            if (period <= TimeSpan.Zero) clock.timers.Remove(this);
            else DueAt = at + period;
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
