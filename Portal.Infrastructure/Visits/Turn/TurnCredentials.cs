using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Infrastructure.Visits.Turn;

/// <summary>
/// Credentials for minutes, as coturn's REST interface has them (draft-uberti-behave-turn-rest): the user name is <c>expiry:visit.person</c>, the password its
/// HMAC-SHA1 under the secret that coturn shares, in base64. User names go over networks and into coturn's memory in clear: visit and person are in them as keyed
/// tokens, which name nobody and are another for every visit, but hold the credential to one person in one visit, by which coturn counts its quota. Hexadecimal
/// digits and a dot only: coturn refuses names that look like SQL to it.
/// </summary>
internal sealed class TurnCredentials(IOptions<TurnOptions> options)
{
    private const int TokenBytes = 10;
    private readonly Lazy<byte[]> secret = new(() => Encoding.ASCII.GetBytes(options.Value.ReadSecret()));

    /// <summary>False: there is no TURN server, and nobody gets any ICE server.</summary>
    public bool HasServer => options.Value.IsSet;

    /// <summary>Whole seconds from then on, in which a new allocation can be made.</summary>
    public IReadOnlyList<IceServer> For(VisitId visit, PersonId person, DateTimeOffset now)
    {
        if (!HasServer) return [];
        var expiry = (now + options.Value.Life).ToUnixTimeSeconds();
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiry}:{Token("visit", visit.Value)}.{Token("person", visit.Value, person.Value)}");
#pragma warning disable CA5350 // The interface's own algorithm: a MAC for minutes, which SHA-1's collisions do not touch.
        var credential = Convert.ToBase64String(HMACSHA1.HashData(secret.Value, Encoding.ASCII.GetBytes(username)));
#pragma warning restore CA5350
        var relays = new IceServer([.. options.Value.Urls], username, credential);
        return options.Value.Urls.Select(Stun).OfType<string>().FirstOrDefault() is { } stun ? [new IceServer([stun], null, null), relays] : [relays];
    }

    /// <summary>STUN answers on TURN's port. It is UDP's business: a TLS listener knows nothing of the way that media take. Null where the URL is not UDP's.</summary>
    private static string? Stun(string url)
    {
        const string Scheme = "turn:";
        var parts = url.Split('?');
        return url.StartsWith(Scheme, StringComparison.Ordinal) && parts is [_] or [_, "transport=udp"] ? $"stun:{parts[0][Scheme.Length..]}" : null;
    }

    private string Token(string what, params IEnumerable<Guid> ids)
    {
        var text = string.Join('.', ids.Select(id => id.ToString("N")).Prepend(what));
        return Convert.ToHexStringLower(HMACSHA256.HashData(secret.Value, Encoding.ASCII.GetBytes(text)).AsSpan(0, TokenBytes));
    }
}
