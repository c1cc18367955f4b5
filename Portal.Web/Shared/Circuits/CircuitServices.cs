using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Shared.Circuits;

/// <summary>What each circuit holds, and what of the framework's limits on circuits is changed.</summary>
internal static class CircuitServices
{
    /// <summary>A lost circuit can come back for so long; a phone in a lift needs no more.</summary>
    private static readonly TimeSpan LostFor = TimeSpan.FromMinutes(3);

    public static void AddCircuits(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = 500;
            circuits.DisconnectedCircuitRetentionPeriod = LostFor;
            circuits.MaxBufferedUnacknowledgedRenderBatches = 10;
            circuits.DetailedErrors = false;
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = 128 * 1024);
        services.AddCascadingAuthenticationState();
        services.AddAuthorizationBuilder().AddStaffPages();
        services.AddSingleton<CircuitPlaces>();
        services.AddScoped<CircuitActor>();
        services.AddScoped<CircuitAuthentication>();
        services.AddScoped<AuthenticationStateProvider>(circuit => circuit.GetRequiredService<CircuitAuthentication>());
        services.AddScoped<CircuitAdmission>();
        services.AddScoped<CircuitHandler>(circuit => circuit.GetRequiredService<CircuitAdmission>());
        services.AddScoped<IAuthorizationHandler, StaffPageHandler>();
    }
}
