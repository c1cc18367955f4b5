using System.Net;
using Microsoft.Extensions.Options;

namespace Portal.Web.Shared.Hosting;

/// <summary>Where the portal stands in the world.</summary>
internal sealed class PortalOptions
{
    public const string Section = "Portal";
    public const string DevelopmentUrl = "http://localhost:5080";

    /// <summary>The address people and hosts use, without a trailing slash: <c>https://portal.example.org</c>. Links, origins and assertions' audience are made of it.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Addresses or networks (CIDR) of the reverse proxies whose <c>X-Forwarded-*</c> is believed; nobody else's is.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>Connections held open at once (hubs and circuits); one more is refused.</summary>
    public int MaxLiveConnections { get; set; } = 20_000;
}

/// <summary>Says at start what is missing, in words that say what to do.</summary>
internal sealed class PortalOptionsValidator(IHostEnvironment environment) : IValidateOptions<PortalOptions>
{
    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var objections = new List<string>();
        if (PublicUrlObjection(options.PublicUrl) is { } objection) objections.Add(objection);
        if (options.Proxies.Any(proxy => !IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _)))
            objections.Add("Portal:Proxies must be IP addresses or networks such as 10.1.0.0/16.");
        if (options.MaxLiveConnections < 1) objections.Add("Portal:MaxLiveConnections must be at least 1.");
        return objections.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(objections);
    }

    private string? PublicUrlObjection(string url)
    {
        if (url.Length == 0)
            return environment.IsDevelopment() ? null : "Portal:PublicUrl is missing: set it to the address people use, such as https://portal.example.org.";
        if (!Origins.TryParse(url, out var uri))
            return "Portal:PublicUrl must be scheme, host and port only, in lower case and without a trailing slash, such as https://portal.example.org.";
        return environment.IsDevelopment() || uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback
            ? null
            : "Portal:PublicUrl must be https outside Development: clinical text never travels in the clear.";
    }
}
