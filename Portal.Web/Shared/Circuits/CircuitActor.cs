using Microsoft.AspNetCore.Components.Authorization;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Web.Identity;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Shared.Circuits;

/// <summary>
/// The person at this circuit, looked up again for every call: the one gate between pages and ports. Nobody is answered as a refusal, broken machinery as
/// "not ready"; a page never sees an exception of a port, and its message never reaches a log.
/// </summary>
internal sealed partial class CircuitActor(AuthenticationStateProvider authentication, ActorAccessor actors, ILogger<CircuitActor> logger) : IDisposable
{
    private readonly CancellationTokenSource ended = new();

    /// <summary>The network address that the page was asked for from; for the audit.</summary>
    public string? Address { get; set; }

    /// <summary>Cancelled when the circuit is gone.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Null once the session is over.</summary>
    public async ValueTask<Actor?> Current()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return (await actors.OfStaff(state.User, Address, ended.Token))?.Actor;
    }

    public async Task<Outcome<T>> Ask<T>(Func<Actor, CancellationToken, Task<Outcome<T>>> call)
    {
        try
        {
            return await Current() is { } actor ? await call(actor, ended.Token) : Refusal.Unauthorized;
        }
        catch (Exception exception) when (ended.IsCancellationRequested || exception is not OperationCanceledException)
        {
            if (!ended.IsCancellationRequested) LogFailed(logger, exception.GetType().FullName!, UnhandledErrors.Places(exception));
            return new Refusal(RefusalKind.NotReady);
        }
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page's call failed: {ExceptionType} in {Places}")]
    private static partial void LogFailed(ILogger logger, string exceptionType, string places);
}
