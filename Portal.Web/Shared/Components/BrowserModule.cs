using Microsoft.JSInterop;

namespace Portal.Web.Shared.Components;

/// <summary>
/// One of the modules of <c>wwwroot-shared/src/modules</c>, imported at its first use, which must be after the first render. The circuit may be gone when
/// it is let go of, and only then may that pass unheard.
/// </summary>
internal sealed class BrowserModule(IJSRuntime js, string address) : IAsyncDisposable
{
    private readonly List<IJSObjectReference> holds = [];
    private Task<IJSObjectReference>? module;

    public async ValueTask Call(string function, params object?[] arguments) => await (await Import()).InvokeVoidAsync(function, arguments);

    public async ValueTask<T> Ask<T>(string function, params object?[] arguments) => await (await Import()).InvokeAsync<T>(function, arguments);

    /// <summary>What the function gives back is an object with <c>dispose()</c>, called when this is disposed of.</summary>
    public async ValueTask<IJSObjectReference> Attach(string function, params object?[] arguments)
    {
        var hold = await (await Import()).InvokeAsync<IJSObjectReference>(function, arguments);
        holds.Add(hold);
        return hold;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var hold in holds)
            {
                await hold.InvokeVoidAsync("dispose");
                await hold.DisposeAsync();
            }

            if (module is not null) await (await module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and everything of it.
        }
    }

    private Task<IJSObjectReference> Import() => module ??= js.InvokeAsync<IJSObjectReference>("import", address).AsTask();
}
