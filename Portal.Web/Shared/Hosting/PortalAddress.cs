using Microsoft.Extensions.Options;

namespace Portal.Web.Shared.Hosting;

/// <summary>The portal's own origins: the public address and, where there is one, the embed's host name.</summary>
internal sealed class PortalAddress
{
    public PortalAddress(IOptions<PortalOptions> options, IOptions<EmbedOptions> embed, IHostEnvironment environment)
    {
        var publicUrl = options.Value.PublicUrl;
        Origin = publicUrl.Length == 0 && environment.IsDevelopment() ? PortalOptions.DevelopmentUrl : publicUrl;
        var scheme = IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        EmbedHost = embed.Value.PublicHost.Length > 0 ? embed.Value.PublicHost : null;
        EmbedOrigin = EmbedHost is null ? Origin : $"{scheme}://{EmbedHost}";
    }

    /// <summary>Also the public address itself, since that has neither path nor trailing slash.</summary>
    public string Origin { get; }

    /// <summary>Where the embedded pages are served; the same as <see cref="Origin"/> unless they have a host name of their own.</summary>
    public string EmbedOrigin { get; }

    /// <summary>Null where the embedded pages share the portal's host name.</summary>
    public string? EmbedHost { get; }

    public bool IsHttps => Origin.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Browsers write origins in one way only, so an exact comparison is the whole check.</summary>
    public bool IsOwn(string origin) => origin == Origin || origin == EmbedOrigin;
}
