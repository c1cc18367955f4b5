namespace Portal.Infrastructure.Ehr.Filing;

/// <summary>How many summaries this node is filing just now: so many may come for the same read or the same commit.</summary>
internal sealed class FilingsUnderWay
{
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>One more, until what is answered is disposed of.</summary>
    public IDisposable One()
    {
        Interlocked.Increment(ref count);
        return new Ended(this);
    }

    private sealed class Ended(FilingsUnderWay all) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref all.count);
    }
}
