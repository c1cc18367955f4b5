using System.Globalization;

namespace Portal.Web.State;

/// <summary>
/// Draws a component when a store changes: a burst of changes is one render. It hops to the thread pool first, because <c>InvokeAsync</c> runs inline
/// where the renderer is idle, and a publisher would then draw for one slow circuit after another. The circuit's culture is taken along, since the pool's threads
/// bear that of whoever dispatched.
/// </summary>
internal sealed class StoreRendering : IDisposable
{
    private readonly IReadOnlyList<IStore> stores;
    private readonly Func<Action, Task> invoke;
    private readonly Action render;
    private readonly (CultureInfo Culture, CultureInfo Words) spoken = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
    private int waiting;
    private volatile bool disposed;

    /// <summary><paramref name="invoke"/> and <paramref name="render"/> are the component's <c>InvokeAsync</c> and <c>StateHasChanged</c>.</summary>
    public StoreRendering(Func<Action, Task> invoke, Action render, params IReadOnlyList<IStore> stores)
    {
        (this.invoke, this.render, this.stores) = (invoke, render, stores);
        foreach (var store in stores) store.Changed += OnChanged;
    }

    public void Dispose()
    {
        disposed = true;
        foreach (var store in stores) store.Changed -= OnChanged;
    }

    private void OnChanged(object? sender, EventArgs nothing)
    {
        if (Interlocked.Exchange(ref waiting, 1) == 0) ThreadPool.QueueUserWorkItem(static self => _ = self.Draw(), this, preferLocal: false);
    }

    private async Task Draw()
    {
        try
        {
            await invoke(() =>
            {
                Volatile.Write(ref waiting, 0);
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = spoken;
                if (!disposed) render();
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended between the change and its turn; nobody is looking.
        }
    }
}
