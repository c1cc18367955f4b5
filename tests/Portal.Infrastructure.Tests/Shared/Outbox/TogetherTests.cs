using System.Collections.Concurrent;
using Portal.Infrastructure.Shared.Outbox;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class TogetherTests
{
    private readonly ConcurrentQueue<int> batches = new();

    [Fact]
    public async Task Whoever_comes_while_a_batch_is_under_way_is_in_the_next_and_each_gets_its_own_answer()
    {
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var together = new Together<int, int>(64, async asked =>
        {
            begun.TrySetResult();
            await gate.Task;
            return Doubled(asked);
        });
        var first = together.Ask(1, default);
        await begun.Task;
        var others = Enumerable.Range(2, 9).Select(number => together.Ask(number, default)).ToList();
        gate.SetResult();
        Assert.Equal(2, await first);
        Assert.Equal(Enumerable.Range(2, 9).Select(number => 2 * number), await Task.WhenAll(others));
        Assert.Equal([1, 9], batches);
    }

    [Fact]
    public async Task Those_who_are_on_their_way_go_together_and_whoever_is_alone_waits_for_nobody()
    {
        var (coming, asks) = (1, new List<Task<int>>());
        var together = new Together<int, int>(64, asked => Task.FromResult(Doubled(asked)), () => Volatile.Read(ref coming));
        Assert.Equal(2, await together.Ask(1, default));
        Volatile.Write(ref coming, 9);
        for (var number = 1; number <= 9; number++) asks.Add(together.Ask(number, default));
        Assert.Equal(Enumerable.Range(1, 9).Select(number => 2 * number), await Task.WhenAll(asks));

        // Nine are known of, and one comes: it is not kept waiting for the others.
        Assert.Equal(20, await together.Ask(10, default));
        Assert.Equal([1, 1], [batches.First(), batches.Last()]);
        Assert.Equal(11, batches.Sum());
    }

    [Fact]
    public async Task A_batch_is_never_larger_than_the_limit_and_nobody_is_forgotten()
    {
        var together = new Together<int, int>(4, async asked =>
        {
            await Task.Yield();
            return Doubled(asked);
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(() => together.Ask(number, default))));
        Assert.Equal(Enumerable.Range(0, 500).Select(number => 2 * number), answers);
        Assert.Equal(500, batches.Sum());
        Assert.All(batches, count => Assert.InRange(count, 1, 4));
    }

    [Fact]
    public async Task One_that_cannot_be_done_fails_no_other()
    {
        var gate = new TaskCompletionSource();
        var together = new Together<int, int>(64, async asked =>
        {
            await gate.Task;
            return asked.Contains(3) ? throw new InvalidOperationException("three") : Doubled(asked);
        });
        var answers = Enumerable.Range(1, 5).Select(number => together.Ask(number, default)).ToList();
        gate.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => answers[2]);
        var others = await Task.WhenAll(answers.Where((_, index) => index != 2));
        Assert.Equal([2, 4, 8, 10], others);
    }

    [Fact]
    public async Task What_was_cancelled_before_it_was_asked_is_not_done()
    {
        var together = new Together<int, int>(64, asked => Task.FromResult(Doubled(asked)));
        await Assert.ThrowsAsync<OperationCanceledException>(() => together.Ask(1, new CancellationToken(canceled: true)));
        Assert.Empty(batches);
    }

    private IReadOnlyList<int> Doubled(IReadOnlyList<int> asked)
    {
        batches.Enqueue(asked.Count);
        return [.. asked.Select(number => 2 * number)];
    }
}
