using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Portal.Web.State;

namespace Portal.Web.Shared.Components;

/// <summary>A component that draws stores, imports modules, and is called by them; all of it is let go of with the component.</summary>
public abstract class PortalComponent : StoreComponent
{
    private readonly Dictionary<string, BrowserModule> modules = [];
    private object? self;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>A module of <c>wwwroot-shared/src/modules</c> by its name; only after the first render.</summary>
    internal BrowserModule Module(string name)
    {
        if (!modules.TryGetValue(name, out var module)) modules[name] = module = new BrowserModule(Js, $"/{Assets[$"modules/{name}.js"]}");
        return module;
    }

    /// <summary>What a module calls this component by.</summary>
    protected DotNetObjectReference<T> Self<T>() where T : class
    {
        var reference = self as DotNetObjectReference<T> ?? DotNetObjectReference.Create((T)(object)this);
        self = reference;
        return reference;
    }

    protected override async ValueTask Close()
    {
        foreach (var module in modules.Values) await module.DisposeAsync();
        (self as IDisposable)?.Dispose();
    }
}
