using System.Globalization;
using Portal.Testing.Time;
using Portal.Web.State;
using Xunit;

namespace Portal.Components.Tests.State;

public sealed class StoreTests
{
    private sealed record Count(int Value);

    private readonly Store<Count, int> store = new(new Count(0), (count, by) => by == 0 ? count : new Count(count.Value + by));

    [Fact]
    public void Dispatching_gives_the_state_that_came_of_it()
    {
        Assert.Equal(2, store.Dispatch(2).Value);
        Assert.Equal(2, store.State.Value);
    }

    [Fact]
    public void A_change_is_told_and_nothing_new_is_not()
    {
        var told = 0;
        store.Changed += (_, _) => told++;
        store.Dispatch(1);
        store.Dispatch(0);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Actions_from_many_threads_are_all_reduced()
    {
        await Parallel.ForAsync(0, 1_000, (_, _) =>
        {
            store.Dispatch(1);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(1_000, store.State.Value);
    }

    [Fact]
    public async Task A_burst_of_changes_is_one_render()
    {
        var renders = 0;
        var busy = new TaskCompletionSource();
        using var rendering = new StoreRendering(
            async draw =>
            {
                await busy.Task;
                draw();
            },
            () => renders++,
            store);
        for (var change = 0; change < 100; change++) store.Dispatch(1);
        busy.SetResult();
        await Until.True(() => renders > 0);
        Assert.Equal(1, renders);
        store.Dispatch(1);
        await Until.True(() => renders == 2);
    }

    [Fact]
    public async Task A_slow_renderer_does_not_hold_up_whoever_dispatches()
    {
        using var slow = new ManualResetEventSlim();
        using var rendering = new StoreRendering(draw => { slow.Wait(TimeSpan.FromSeconds(10)); draw(); return Task.CompletedTask; }, () => { }, store);
        var dispatching = Task.Run(() => store.Dispatch(1));
        Assert.Same(dispatching, await Task.WhenAny(dispatching, Task.Delay(TimeSpan.FromSeconds(5))));
        slow.Set();
    }

    [Fact]
    public async Task It_is_drawn_in_the_circuits_language_whoever_dispatches()
    {
        string? drawnIn = null;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es");
        using var rendering = new StoreRendering(draw => { draw(); return Task.CompletedTask; }, () => drawnIn = CultureInfo.CurrentUICulture.Name, store);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        store.Dispatch(1);
        await Until.True(() => drawnIn is not null);
        Assert.Equal("es", drawnIn);
    }

    [Fact]
    public async Task Nothing_is_drawn_after_disposal()
    {
        var renders = 0;
        var busy = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        var rendering = new StoreRendering(
            async draw =>
            {
                await busy.Task;
                draw();
                done.SetResult();
            },
            () => renders++,
            store);
        store.Dispatch(1);
        rendering.Dispose();
        busy.SetResult();
        await done.Task;
        store.Dispatch(1);
        Assert.Equal(0, renders);
    }

    [Fact]
    public async Task Turns_are_taken_in_the_order_of_asking_although_one_fails()
    {
        var turns = new Turns();
        var first = new TaskCompletionSource();
        var order = new List<int>();
        var failing = turns.Take(async () =>
        {
            await first.Task;
            order.Add(1);
            throw new InvalidOperationException("a turn that fails");
        });
        var following = turns.Take(() =>
        {
            order.Add(2);
            return Task.CompletedTask;
        });
        Assert.False(following.IsCompleted);
        first.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await following;
        Assert.Equal([1, 2], order);
    }
}
