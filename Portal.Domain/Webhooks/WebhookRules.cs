using Portal.Domain.Shared;

namespace Portal.Domain.Webhooks;

/// <summary>What a webhook may be. The paths of objections are those of the ports' parameters.</summary>
public static class WebhookRules
{
    public const int NameLimit = 100;
    public const int AddressLimit = 2_000;
    public const int HostLimit = 255;

    /// <summary>Of one integration.</summary>
    public const int AtMost = 20;

    /// <summary>How long the secret before the newest one is still good.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>How long tries are kept to be looked at.</summary>
    public static readonly TimeSpan LogKept = TimeSpan.FromDays(30);

    private static readonly WebhookEvents Every = WebhookTypes.All.Aggregate(WebhookEvents.None, (all, type) => all | type.Event);

    public static Refusal? NameObjection(string name) => TextRules.Objection(name, NameLimit) is { } objection ? Refusal.Invalid("name", objection) : null;

    public static Refusal? EventsObjection(WebhookEvents events) =>
        events != WebhookEvents.None && (events & ~Every) == WebhookEvents.None ? null : Refusal.Invalid("events", "must be one or more of the known types");

    /// <summary>
    /// Null where it can be called. A name may lead anywhere, and is looked at in the act of connecting; what is written as an address of a network is judged there too.
    /// </summary>
    /// <param name="address">As typed.</param>
    /// <param name="allowsPrivate">Where private addresses are allowed, plain http to the machine's own is as well.</param>
    public static Refusal? AddressObjection(string address, bool allowsPrivate)
    {
        if (address.Length > AddressLimit || !Uri.TryCreate(address, UriKind.Absolute, out var uri)) return Refusal.Invalid("address", $"must be an address of at most {AddressLimit} characters");
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || uri.Authority.Length > HostLimit) return Refusal.Invalid("address", "must have neither a user nor a fragment, and a host of at most 255 characters");
        return uri.Scheme == Uri.UriSchemeHttps || (allowsPrivate && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback) ? null : Refusal.Invalid("address", "must begin with https://");
    }
}

/// <summary>Every no of webhooks that is neither about form nor about access.</summary>
public static class WebhookRefusals
{
    public static readonly Refusal TooMany = Refusal.Rule("too-many-webhooks");

    /// <summary>It is written as an address of a network that is never called.</summary>
    public static readonly Refusal AddressForbidden = Refusal.Rule("address-forbidden");
}
