using System.Text.Json;

namespace Portal.Domain.Integrations;

/// <summary>
/// What is wrong with a host-signed assertion: for the audit only. The caller is answered alike whatever it is, or the answer would teach how to
/// forge one.
/// </summary>
public enum AssertionDefect
{
    None = 0,

    /// <summary>Over <see cref="HostAssertion.Limit"/>.</summary>
    TooLarge,

    /// <summary>Not three parts of canonical base64url, or the header or the claims are not one JSON object without repeated members.</summary>
    Malformed,

    /// <summary>The header's <c>alg</c> is absent or is not the registered key's.</summary>
    Algorithm,

    /// <summary><c>typ</c> is something other than <c>JWT</c>.</summary>
    Type,

    /// <summary>The header has <c>crit</c>: an extension that must be understood, and none is.</summary>
    Critical,

    /// <summary><c>kid</c> is absent, or no registered key of the issuer has it.</summary>
    Key,

    /// <summary><c>iss</c> is absent, is no id, or no active integration has it.</summary>
    Issuer,

    Signature,
    Audience,
    Subject,

    /// <summary><c>iat</c> or <c>exp</c> is absent, or a time is no number.</summary>
    Times,

    /// <summary><c>exp - iat</c> is not above 0 or is over <see cref="HostAssertion.Lifetime"/>.</summary>
    Lifetime,
    Expired,

    /// <summary><c>iat</c> or <c>nbf</c> lies in the future by more than the skew.</summary>
    NotYet,

    /// <summary><c>jti</c> is absent, empty or too long.</summary>
    JwtId,

    /// <summary><c>jti</c> was used before: said by the store, after everything else held.</summary>
    Replayed,

    /// <summary><c>origin</c> is absent, malformed, or not registered by the issuer.</summary>
    Origin,

    /// <summary>One of the optional claims is there and is not what it should be.</summary>
    Claims,
}

/// <summary>The words for the audit.</summary>
public static class AssertionDefects
{
    /// <summary>A stable code: <c>assertion-</c> and the defect's name in kebab case.</summary>
    public static string Code(this AssertionDefect defect) => "assertion-" + JsonNamingPolicy.KebabCaseLower.ConvertName(defect.ToString());
}
