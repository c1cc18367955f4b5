using System.Diagnostics.CodeAnalysis;

namespace Portal.Web.Shared.Hosting;

/// <summary>Web origins (RFC 6454) as browsers write them: <c>scheme://host</c>, with the port where it is not the scheme's own, lower case, nothing behind.</summary>
internal static class Origins
{
    /// <summary>True for exactly such a string with http or https; <c>null</c>, paths, capitals, user names and default ports are not one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority) == text
        && uri.UserInfo.Length == 0;
}
