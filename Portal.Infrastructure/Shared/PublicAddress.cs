using Microsoft.Extensions.Options;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared;

/// <summary>Links into the portal for mails.</summary>
internal sealed class PublicAddress(IOptions<PublicAddressOptions> options)
{
    /// <summary>A whole address.</summary>
    /// <param name="path">With its leading slash.</param>
    public Uri Link(string path) => options.Value.PublicUrl is { Length: > 0 } root
        ? new Uri(root + path)
        : throw new SetupException("Portal:PublicUrl is missing: links in mails begin with it.");
}
