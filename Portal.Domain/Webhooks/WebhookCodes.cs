namespace Portal.Domain.Webhooks;

/// <summary>What went wrong with a try; stable, stored, and words of the portal's own: what a receiver says is never repeated.</summary>
public static class WebhookCodes
{
    /// <summary>No connection: the name is unknown, nobody listens, or the certificate is not good.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The name leads to a private, link-local or special address, and to no other.</summary>
    public const string AddressForbidden = "address-forbidden";

    /// <summary>No status within the time.</summary>
    public const string Slow = "slow";

    /// <summary>3xx: a redirect is not followed.</summary>
    public const string Redirected = "redirected";

    /// <summary>4xx.</summary>
    public const string Refused = "refused";

    /// <summary>5xx, or a status that is none.</summary>
    public const string Failing = "failing";

    /// <summary>410: the receiver wants nothing any more.</summary>
    public const string Gone = "gone";

    /// <summary>It was not tried: for 24 hours nothing arrived there.</summary>
    public const string Down = "receiver-down";

    /// <summary>Of an answer; null for success.</summary>
    public static string? Of(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => Redirected,
        410 => Gone,
        >= 400 and < 500 => Refused,
        _ => Failing,
    };
}
