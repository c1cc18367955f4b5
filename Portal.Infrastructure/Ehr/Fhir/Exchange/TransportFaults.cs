using System.Net.Sockets;
using System.Security.Authentication;
using Portal.Infrastructure.Shared.Network;

namespace Portal.Infrastructure.Ehr.Fhir.Exchange;

internal static class TransportFaults
{
    /// <summary>What a failure of HTTP means; null for an exception that is none, which is a bug.</summary>
    public static TransportFault? Of(Exception problem) => problem switch
    {
        OperationCanceledException => TransportFault.TimedOut,
        HttpRequestException request => OfRequest(request),
        IOException => TransportFault.ConnectionLost,
        _ => null,
    };

    private static TransportFault OfRequest(HttpRequestException problem)
    {
        if (Causes(problem).OfType<AddressForbiddenException>().Any()) return TransportFault.AddressForbidden;
        if (Causes(problem).OfType<SocketException>().Any(cause => cause.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)) return TransportFault.NameNotFound;
        return problem.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => TransportFault.NameNotFound,
            HttpRequestError.ConnectionError => TransportFault.NotConnected,
            HttpRequestError.SecureConnectionError => TransportFault.TlsFailed,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError => TransportFault.NotHttp,
            _ when Causes(problem).OfType<AuthenticationException>().Any() => TransportFault.TlsFailed,
            _ => TransportFault.ConnectionLost,
        };
    }

    private static IEnumerable<Exception> Causes(Exception problem)
    {
        for (var cause = problem.InnerException; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
