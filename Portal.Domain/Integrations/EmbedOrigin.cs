namespace Portal.Domain.Integrations;

/// <summary>
/// An origin as a browser sends it (RFC 6454 section 6.2): scheme, host and, where it is not the scheme's own, port; lower case, ASCII, nothing
/// behind it. Compared to the letter, so only this one form is ever registered or accepted.
/// </summary>
public static class EmbedOrigin
{
    public const int Limit = 300;

    public static bool IsWellFormed(string? text) =>
        text is { Length: > 0 and <= Limit }
        && text.All(char.IsAscii)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.Ordinal);
}
