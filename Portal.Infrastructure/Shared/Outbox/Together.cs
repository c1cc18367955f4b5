namespace Portal.Infrastructure.Shared.Outbox;

/// <summary>
/// Work that many ask for and that costs less for all of them together, such as a commit. Whoever comes while a batch is under way is in the next one, and a batch waits a
/// moment for those that are known to be on their way: whoever is alone waits for nobody, and the busier it is the larger the batches are. A batch that breaks is done again one by one, so that what cannot be done for one fails no other;
/// hence the work must be such that doing it again is safe.
/// </summary>
/// <param name="most">In one batch.</param>
/// <param name="work">Answers in the order asked. It is not given up in the middle: it waits for the database alone.</param>
/// <param name="underWay">How many there are that may ask, those included who do; null where that is not known, and nobody is waited for.</param>
internal sealed class Together<TAsk, TAnswer>(int most, Func<IReadOnlyList<TAsk>, Task<IReadOnlyList<TAnswer>>> work, Func<int>? underWay = null)
{
    /// <summary>The longest that a batch waits for company.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(4);

    private readonly Lock gate = new();
    private readonly Queue<Asked> waiting = new();
    private TaskCompletionSource? gathering;
    private bool isAtWork;

    /// <summary>The answer, once it is done with others.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before it was asked; what was asked is done.</exception>
    public Task<TAnswer> Ask(TAsk ask, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var asked = new Asked(ask);
        lock (gate)
        {
            waiting.Enqueue(asked);
            if (isAtWork)
            {
                if (IsComplete) gathering?.TrySetResult();
                return asked.Answer;
            }

            isAtWork = true;
        }

        _ = Task.Run(WorkOff, CancellationToken.None);
        return asked.Answer;
    }

    /// <summary>Nobody else can come, or there is no place for more.</summary>
    private bool IsComplete => underWay is null || waiting.Count >= Math.Min(most, underWay());

    private async Task WorkOff()
    {
        do
        {
            await Gathered();
            var batch = Next();
            if (batch.Count == 0) return;
            if (await TryWork(batch)) continue;
            foreach (var one in batch) await TryWork([one]);
        }
        while (true);
    }

    private Task Gathered()
    {
        lock (gate)
        {
            gathering = null;
            if (waiting.Count == 0 || IsComplete) return Task.CompletedTask;
            gathering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.WhenAny(gathering.Task, Task.Delay(Moment));
        }
    }

    /// <summary>What waits, as far as it goes into one batch; with nothing the work rests until it is asked for again.</summary>
    private List<Asked> Next()
    {
        lock (gate)
        {
            var batch = new List<Asked>(Math.Min(most, waiting.Count));
            while (batch.Count < most && waiting.TryDequeue(out var asked)) batch.Add(asked);
            isAtWork = batch.Count > 0;
            return batch;
        }
    }

    /// <summary>False where it broke, and is to be done one by one.</summary>
    private async Task<bool> TryWork(List<Asked> batch)
    {
        try
        {
            var answers = await work([.. batch.Select(asked => asked.Ask)]);
            for (var index = 0; index < batch.Count; index++) batch[index].Tell(answers[index]);
            return true;
        }
        catch (Exception error)
        {
            if (batch is not [var alone]) return false;
            alone.Tell(error);
            return true;
        }
    }

    private sealed class Asked(TAsk ask)
    {
        private readonly TaskCompletionSource<TAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TAsk Ask => ask;

        public Task<TAnswer> Answer => answer.Task;

        public void Tell(TAnswer told) => answer.SetResult(told);

        public void Tell(Exception error) => answer.SetException(error);
    }
}
