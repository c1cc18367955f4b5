using Portal.Domain.Shared;
using Portal.Web.Shared.Hosting;
using Portal.Web.Shared.Limits;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity;

/// <summary>What a call of an endpoint counts as, where it is not a plain request.</summary>
internal enum LimitKind
{
    /// <summary>A message: counts as a request as well.</summary>
    Message,

    /// <summary>A new session of an integration: counted by integration, and not as a request.</summary>
    NewSession,
}

internal sealed record CountsAs(LimitKind Kind);

/// <summary>Counts each call of the API against its credential, before it is known whether the call is allowed.</summary>
internal static class CallerLimits
{
    public static Task Count(HttpContext context, RequestDelegate next)
    {
        if (!context.IsApi() || Caller.Of(context) is not { } caller) return next(context);
        var limits = context.RequestServices.GetRequiredService<RateLimits>();
        var refusal = Refuse(limits, caller, context.GetEndpoint()?.Metadata.GetMetadata<CountsAs>()?.Kind);
        return refusal is null ? next(context) : ProblemWriter.Write(context, refusal);
    }

    private static Refusal? Refuse(RateLimits limits, Caller caller, LimitKind? kind) => kind switch
    {
        LimitKind.NewSession when caller.Credential is Credential.IntegrationKey => limits.NewSession(caller.Actor.Integration.ToString()!),
        LimitKind.Message => limits.Request(caller.LimitKey) ?? limits.Message(caller.LimitKey),
        _ => limits.Request(caller.LimitKey),
    };
}
