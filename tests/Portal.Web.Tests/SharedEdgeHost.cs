namespace Portal.Web.Tests;

/// <summary>One host for all facts of a class that change nothing another could see; its rates are too high to meet.</summary>
public sealed class SharedEdgeHost : EdgeHost
{
    public SharedEdgeHost()
    {
        With("RateLimits:RequestBurst", "1000000").With("RateLimits:MessageBurst", "1000000").With("RateLimits:BadCredentialsPerMinute", "1000000");
    }
}
