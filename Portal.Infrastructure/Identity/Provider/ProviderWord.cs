using System.Buffers.Text;
using System.Text.Json;
using Portal.Domain.Identity;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>
/// What the provider said of a person whose account is found, until the sign-in begins a session. <paramref name="Clinical"/>: what the mapped roles are to be, null
/// where the claims give none. <paramref name="AuthenticatedAt"/>: never later than when it was said.
/// </summary>
internal sealed record ProviderWord(string Subject, StaffRoles? Clinical, DateTimeOffset AuthenticatedAt)
{
    /// <summary>In letters that a cookie holds. Behind a ticket's token it is part of what the ticket's hash is made of, so that only what the portal wrote is ever read.</summary>
    public string Write() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Of a ticket that was found; null where it carries nothing.</summary>
    public static ProviderWord? Of(string ticket) => Tickets.CarriedBy(ticket) is { } written ? JsonSerializer.Deserialize<ProviderWord>(Base64Url.DecodeFromChars(written)) : null;

    public override string ToString() => "ProviderWord";
}
