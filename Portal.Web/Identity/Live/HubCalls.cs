using System.Reflection;
using Microsoft.AspNetCore.SignalR;
using Portal.Domain.Shared;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Limits;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity.Live;

/// <summary>A hub method that counts as a message, together with messages sent by REST.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CountsAsMessageAttribute : Attribute;

/// <summary>
/// Around every call of a hub: nobody's time has run out, the rate is kept, and what nobody expected is one line in the log (the framework's would show
/// the exception's message, which may hold what a person wrote).
/// </summary>
internal sealed partial class HubCalls(RateLimits limits, TimeProvider clock, ILogger<HubCalls> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var connection = LiveConnection.Of(invocationContext.Context);
        if (connection.HasEnded(clock.GetUtcNow()))
        {
            connection.Close("the last token ended");
            return Refused(Refusal.Unauthorized);
        }

        if (connection.Caller is { } caller && Count(caller.LimitKey, invocationContext.HubMethod) is { } refusal) return Refused(refusal);
        try
        {
            return await next(invocationContext);
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            return HubAnswer<Done>.Broken;
        }
        catch (Exception error)
        {
            LogUnhandled(logger, error.GetType().FullName!, invocationContext.HubMethodName, UnhandledErrors.Places(error));
            return HubAnswer<Done>.Broken;
        }
    }

    private Refusal? Count(string key, MethodInfo method) =>
        method.IsDefined(typeof(CountsAsMessageAttribute), inherit: false) ? limits.Message(key) : limits.HubCall(key);

    private static HubAnswer<Done> Refused(Refusal refusal) => refusal;

    [LoggerMessage(Level = LogLevel.Error, Message = "Unhandled {ExceptionType} at hub call {Method}, in {Places}")]
    private static partial void LogUnhandled(ILogger logger, string exceptionType, string method, string places);
}
