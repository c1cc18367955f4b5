using System.ComponentModel.DataAnnotations;

namespace Portal.Web.Shared.Limits;

/// <summary>How much one credential may ask (and how many bad ones may come from one address). Nobody who is signed in is limited by address: a hospital is one.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    private const double Most = 1_000_000;

    /// <summary>REST requests a second of one credential.</summary>
    [Range(0.001, Most)]
    public double RequestsPerSecond { get; set; } = 20;

    [Range(1, Most)]
    public int RequestBurst { get; set; } = 200;

    /// <summary>Messages a second of one credential, over REST and hub together.</summary>
    [Range(0.001, Most)]
    public double MessagesPerSecond { get; set; } = 10;

    [Range(1, Most)]
    public int MessageBurst { get; set; } = 600;

    /// <summary>Hub calls other than sends, a second of one credential.</summary>
    [Range(1, Most)]
    public int HubCallsPerSecond { get; set; } = 50;

    /// <summary>New sessions a second of one integration.</summary>
    [Range(1, Most)]
    public int SessionsPerSecond { get; set; } = 50;

    /// <summary>Bad credentials a minute from one address, refused assertions among them.</summary>
    [Range(1, Most)]
    public int BadCredentialsPerMinute { get; set; } = 10;
}
