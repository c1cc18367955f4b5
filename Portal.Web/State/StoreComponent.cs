using Microsoft.AspNetCore.Components;

namespace Portal.Web.State;

/// <summary>A component that draws one or more stores.</summary>
public abstract class StoreComponent : ComponentBase, IAsyncDisposable
{
    private StoreRendering? rendering;

    /// <summary>Draws whenever one of the stores changes. Calling it again replaces the stores.</summary>
    internal void Draw(params IReadOnlyList<IStore> stores)
    {
        rendering?.Dispose();
        rendering = new StoreRendering(InvokeAsync, StateHasChanged, stores);
    }

    public async ValueTask DisposeAsync()
    {
        rendering?.Dispose();
        await Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>What else the component holds and must let go of.</summary>
    protected virtual ValueTask Close() => ValueTask.CompletedTask;
}
