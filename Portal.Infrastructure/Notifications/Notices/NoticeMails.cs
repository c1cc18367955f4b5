using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Options;
using Portal.Domain.Notifications;
using Portal.Infrastructure.Shared;

namespace Portal.Infrastructure.Notifications.Notices;

/// <summary>The mail itself: that there is something, and where. No name, no topic, no word of it.</summary>
internal sealed class NoticeMails(IOptions<NoticeOptions> options, PublicAddress address)
{
    /// <summary>More than these are one link to the inbox.</summary>
    private const int LinksAtMost = 10;
    private static readonly ResourceManager Texts = new("Portal.Infrastructure.Notifications.Notices.NoticeMails", typeof(NoticeMails).Assembly);

    public Mail Of(string to, IReadOnlyCollection<Guid> conversations)
    {
        var links = conversations.Count > LinksAtMost
            ? [address.Link("/inbox")]
            : conversations.Select(conversation => address.Link($"/inbox?conversation={conversation:D}"));
        return new Mail(to, Text("Subject"), string.Format(CultureInfo.InvariantCulture, Text("Text"), string.Join('\n', links)));
    }

    private string Text(string key) =>
        Texts.GetString(key, CultureInfo.GetCultureInfo(options.Value.Language)) ?? throw new InvalidOperationException($"The text {key} is missing.");
}
