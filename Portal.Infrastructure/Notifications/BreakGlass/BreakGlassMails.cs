using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Notifications.Notices;
using Portal.Infrastructure.Shared;

namespace Portal.Infrastructure.Notifications.BreakGlass;

/// <summary>The mail itself: that it happened, and where to look. Nobody's name, and no word of why.</summary>
internal sealed class BreakGlassMails(IOptions<NoticeOptions> options, PublicAddress address)
{
    private static readonly ResourceManager Texts = new("Portal.Infrastructure.Notifications.BreakGlass.BreakGlassMails", typeof(BreakGlassMails).Assembly);

    public Mail Of(string to, string path) => new(to, Text("Subject"), string.Format(CultureInfo.InvariantCulture, Text("Text"), address.Link(path)));

    private string Text(string key) =>
        Texts.GetString(key, CultureInfo.GetCultureInfo(options.Value.Language)) ?? throw new InvalidOperationException($"The text {key} is missing.");
}
