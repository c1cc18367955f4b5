namespace Portal.Web.State;

/// <summary>Work that is done one after another, in the order in which it was asked for; a failure of one is its caller's and holds up nothing.</summary>
internal sealed class Turns
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    public Task Take(Func<Task> work)
    {
        lock (gate) return last = After(last, work);
    }

    private static async Task After(Task before, Func<Task> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await work();
    }
}
