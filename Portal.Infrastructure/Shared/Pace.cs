namespace Portal.Infrastructure.Shared;

/// <summary>
/// One round of background work over rows that keep coming. In one piece it would be a burst that people's messages wait behind, once a second; so it goes
/// by small batches, each followed by a rest four times as long as it took. A round that is far behind (a node that was away) stops being
/// considerate: large batches, no rests.
/// </summary>
internal sealed class Pace(TimeProvider clock)
{
    private const int Small = 100;
    private const int Large = 2_000;
    private const int FarBehind = 3_000;
    private const int RestsFor = 4;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);
    private int done;
    private long began = clock.GetTimestamp();

    /// <summary>Rows to take at most next.</summary>
    public int Batch => done < FarBehind ? Small : Large;

    /// <summary>After each batch; false when it was the last one, since it was not full.</summary>
    public async ValueTask<bool> GoesOn(int rows, CancellationToken cancel)
    {
        if (rows < Batch) return false;
        done += rows;
        if (done < FarBehind)
        {
            var rest = RestsFor * clock.GetElapsedTime(began);
            await Task.Delay(rest < LongestRest ? rest : LongestRest, clock, cancel);
        }

        began = clock.GetTimestamp();
        return true;
    }
}
