using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Portal.Domain.Identity;
using Portal.Web.Identity;

namespace Portal.Web.Shared.Circuits;

/// <summary>
/// Who the circuit believes is there. It asks again every 30 seconds, and at once whenever access changed anywhere, so that an ended session or a lost role
/// takes the page away within five seconds. Ports decide at every call whatever is believed here.
/// </summary>
internal sealed partial class CircuitAuthentication(ILoggerFactory loggers, ActorAccessor actors, IAccessChanges changes, TimeProvider clock)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly ILogger logger = loggers.CreateLogger<CircuitAuthentication>();
    private readonly CancellationTokenSource ended = new();
    private StaffRoles? roles;

    protected override TimeSpan RevalidationInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Begins to watch; once, when the circuit has opened. It ends with the circuit.</summary>
    public async Task Watch()
    {
        var token = ended.Token;
        try
        {
            while (await GetAuthenticationStateAsync() is { User.Identity.IsAuthenticated: true } state)
            {
                // Read before the look, so that a change in between is not waited for in vain.
                var seen = changes.Version;
                if (await Stands(state, token)) await changes.WaitForChange(seen, token);
                else await Task.Delay(TryAgainAfter, clock, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The circuit has ended.
        }
    }

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.Identity?.IsAuthenticated == true) await Stands(authenticationState, cancellationToken);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        ended.Cancel();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Takes the person from the circuit where the session has ended, and tells where the roles are others. False where it could not be asked: the database is away, what
    /// the page shows stays, its calls are refused, and the next look decides.
    /// </summary>
    private async Task<bool> Stands(AuthenticationState state, CancellationToken cancel)
    {
        try
        {
            var actor = (await actors.OfStaff(state.User, address: null, cancel))?.Actor;
            var changed = actor is null || (roles is { } known && known != actor.Roles);
            roles = actor?.Roles;
            if (changed) SetAuthenticationState(Task.FromResult(actor is null ? new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())) : new AuthenticationState(state.User)));
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogLookFailed(logger, exception.GetType().FullName!);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether a session still stands could not be asked: {ExceptionType}")]
    private static partial void LogLookFailed(ILogger logger, string exceptionType);
}
