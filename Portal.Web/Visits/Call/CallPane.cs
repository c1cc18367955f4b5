using Microsoft.JSInterop;
using Portal.Domain.Shared;

namespace Portal.Web.Visits.Call;

/// <summary>
/// The call of this window: <c>modules/call-pane.js</c>, which draws it into <c>#call-pane</c>, an element outside of everything that Blazor draws, so that neither another page
/// nor a lost circuit ends it. Only opening and closing go through the circuit.
/// </summary>
internal sealed class CallPane(IJSRuntime js) : IAsyncDisposable
{
    /// <summary>The module is not there, or could not be loaded, or did not take the call.</summary>
    public static readonly Refusal Missing = Refusal.Rule("call-pane");

    private IJSObjectReference? module;

    /// <summary>The module's address with its fingerprint; the layout says it, since only a component knows. Null until the layout was drawn.</summary>
    public string? Address { get; set; }

    public async Task<bool> IsThere() => await Import() is not null;

    /// <summary>Shows a visit. <paramref name="isAdmitted"/>: it joins at once, without asking how the visit stands.</summary>
    public Task<bool> Open(VisitId visit, ConversationId conversation, bool isAdmitted) => Call("open", visit.ToString(), conversation.ToString(), isAdmitted);

    public Task<bool> Close() => Call("close");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone; a call in it has its own way to end.
        }
    }

    private async Task<bool> Call(string function, params object?[] arguments)
    {
        if (await Import() is not { } pane) return false;
        try
        {
            await pane.InvokeVoidAsync(function, arguments);
            return true;
        }
        catch (JSException)
        {
            return false;
        }
    }

    /// <summary>A module that could not be loaded is tried again the next time: the network may have been away.</summary>
    private async Task<IJSObjectReference?> Import()
    {
        if (module is not null || Address is null) return module;
        try
        {
            return module = await js.InvokeAsync<IJSObjectReference>("import", Address);
        }
        catch (JSException)
        {
            return null;
        }
    }
}
