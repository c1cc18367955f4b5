using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace Portal.Web.Shared.Problems;

/// <summary>
/// The last stop of what nobody expected: one line in the log and a problem for the caller. An exception's message may hold what a person
/// wrote, so the line names its type and the places of our own code it came through, and never the message.
/// </summary>
internal sealed partial class UnhandledErrors(ILogger<UnhandledErrors> logger) : IExceptionHandler
{
    private const int PlacesShown = 4;

    /// <summary>nginx's word for a caller who left; nobody reads the answer.</summary>
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        if (exception is BadHttpRequestException bad)
        {
            await ProblemWriter.Write(httpContext, ProblemType.Of(bad.StatusCode));
            return true;
        }

        var route = (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
        LogUnhandled(logger, exception.GetType().FullName!, httpContext.Request.Method, route, TraceIds.Of(httpContext), Places(exception));
        await ProblemWriter.Write(httpContext, ProblemType.Internal);
        return true;
    }

    /// <summary>The innermost methods of our own that the exception passed, innermost first.</summary>
    public static string Places(Exception exception)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner) innermost = inner;
        var places = new StackTrace(innermost, fNeedFileInfo: false).GetFrames()
            .Select(frame => frame.GetMethod())
            .Where(method => method?.DeclaringType?.FullName?.StartsWith("Portal.", StringComparison.Ordinal) == true)
            .Take(PlacesShown)
            .Select(method => $"{method!.DeclaringType!.FullName}.{method.Name}");
        return string.Join(" < ", places);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Unhandled {ExceptionType} at {Method} {Route}, trace {TraceId}, in {Places}")]
    private static partial void LogUnhandled(ILogger logger, string exceptionType, string method, string route, string traceId, string places);
}
