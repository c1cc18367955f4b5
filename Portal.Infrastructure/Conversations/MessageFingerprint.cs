using System.Globalization;
using System.Text;
using Portal.Domain.Conversations;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations;

/// <summary>Whether a resent message is the same message: an HMAC of the whole body with its defaults filled in, under the conversation's key.</summary>
internal static class MessageFingerprint
{
    public static byte[] Of(DataKey key, MessageDraft draft)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{draft.ReplyTo?.Value ?? 0}\n")
            .AppendJoin(',', draft.Attachments.Select(id => id.ToString()))
            .Append('\n')
            .Append(draft.Text.Reveal());
        return key.Fingerprint(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
