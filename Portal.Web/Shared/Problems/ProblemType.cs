using Portal.Domain.Shared;

namespace Portal.Web.Shared.Problems;

/// <summary>
/// One problem of the public contract (RFC 9457): the last word of <c>urn:portal:problem:</c>, its status, and sentences that hold for
/// every request, so that an answer repeats nothing of what was sent.
/// </summary>
internal sealed record ProblemType(string Name, int Status, string Title, string Detail)
{
    public const string Prefix = "urn:portal:problem:";

    public static readonly ProblemType Validation = new("validation", 400, "The request is not valid", "The request does not follow the contract.");
    public static readonly ProblemType Unauthorized = new("unauthorized", 401, "Not signed in", "A good credential is needed.");
    public static readonly ProblemType SessionExpired = new("session-expired", 401, "The session is over", "The session cannot be renewed any more: ask the host for a new one.");
    public static readonly ProblemType Forbidden = new("forbidden", 403, "Not allowed", "The credential is good, but does not open this.");
    public static readonly ProblemType NotFound = new("not-found", 404, "Not found", "There is nothing here for this caller.");
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", 405, "Method not allowed", "This address does not answer to this method.");
    public static readonly ProblemType Conflict = new("conflict", 409, "Conflict", "The request conflicts with what is already there.");
    public static readonly ProblemType TooLarge = new("too-large", 413, "Too large", "The body is larger than this address takes.");
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", 415, "Unsupported media type", "This address does not take a body of this type or charset.");
    public static readonly ProblemType Refused = new("refused", 422, "Refused", "A rule or the present state says no.");
    public static readonly ProblemType RateLimited = new("rate-limited", 429, "Too many requests", "Wait before trying again.");
    public static readonly ProblemType Internal = new("internal", 500, "Internal error", "Something went wrong on the server.");
    public static readonly ProblemType NotReady = new("not-ready", 503, "Not ready", "The portal cannot answer right now: try again.");

    public string Urn => Prefix + Name;

    public static ProblemType Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Validation => Validation,
        RefusalKind.Unauthorized => Unauthorized,
        RefusalKind.SessionExpired => SessionExpired,
        RefusalKind.Forbidden => Forbidden,
        RefusalKind.NotFound => NotFound,
        RefusalKind.Conflict => Conflict,
        RefusalKind.TooLarge => TooLarge,
        RefusalKind.UnsupportedMediaType => UnsupportedMediaType,
        RefusalKind.Refused => Refused,
        RefusalKind.RateLimited => RateLimited,
        RefusalKind.NotReady => NotReady,
    };

    /// <summary>The problem that a bare status means; whatever the contract does not name is the nearest of its class.</summary>
    public static ProblemType Of(int status) => status switch
    {
        401 => Unauthorized,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        409 => Conflict,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        422 => Refused,
        429 => RateLimited,
        503 => NotReady,
        >= 500 => Internal,
        _ => Validation,
    };
}
