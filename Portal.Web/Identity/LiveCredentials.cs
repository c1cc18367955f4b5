using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity;

/// <summary>
/// Hubs and circuits need no credential to connect, but one that comes along must be good: a bad one is told at once (401, or 403 where only its
/// origin is wrong), an integration's key is of the wrong kind (403), and a cookie counts from the portal's own pages only.
/// </summary>
internal static class LiveCredentials
{
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        if (!context.IsLive()) return next(context);
        if (BadCredential.Of(context) is { } bad) return ProblemWriter.Write(context, bad.IsForeignOrigin ? Refusal.Forbidden : bad.Refusal);
        return Caller.Of(context)?.Credential switch
        {
            Credential.IntegrationKey => ProblemWriter.Write(context, Refusal.Forbidden),
            Credential.StaffSession when !IsOwn(context) => ProblemWriter.Write(context, Refusal.Forbidden),
            _ => next(context),
        };
    }

    private static bool IsOwn(HttpContext context) =>
        context.Origin() is not { } origin || context.RequestServices.GetRequiredService<PortalAddress>().IsOwn(origin);
}
