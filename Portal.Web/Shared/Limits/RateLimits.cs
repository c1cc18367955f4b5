using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Limits;

/// <summary>The limits of the public contract. Each method takes one and answers null, or the refusal with the time to wait.</summary>
internal sealed class RateLimits
{
    private readonly TokenBuckets requests;
    private readonly TokenBuckets messages;
    private readonly TokenBuckets hubCalls;
    private readonly TokenBuckets sessions;
    private readonly TokenBuckets badCredentials;

    public RateLimits(IOptions<RateLimitOptions> options, TimeProvider clock)
    {
        var limits = options.Value;
        requests = new(limits.RequestsPerSecond, limits.RequestBurst, clock);
        messages = new(limits.MessagesPerSecond, limits.MessageBurst, clock);
        hubCalls = new(limits.HubCallsPerSecond, limits.HubCallsPerSecond, clock);
        sessions = new(limits.SessionsPerSecond, limits.SessionsPerSecond, clock);
        badCredentials = new(limits.BadCredentialsPerMinute / 60.0, limits.BadCredentialsPerMinute, clock);
    }

    public Refusal? Request(string credential) => Refuse(requests.Take(credential));

    /// <summary>A message by REST or by the hub: one count for both.</summary>
    public Refusal? Message(string credential) => Refuse(messages.Take(credential));

    public Refusal? HubCall(string credential) => Refuse(hubCalls.Take(credential));

    public Refusal? NewSession(string integration) => Refuse(sessions.Take(integration));

    /// <summary>Counts a credential that was no good; the address may be unknown, and then all such share one count.</summary>
    public Refusal? BadCredential(string? address) => Refuse(badCredentials.Take(NetworkPlace.Of(address)));

    private static Refusal? Refuse(TimeSpan? wait) => wait is { } retryAfter ? new Refusal(RefusalKind.RateLimited, RetryAfter: retryAfter) : null;
}
