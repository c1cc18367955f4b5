using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Shared;

namespace Portal.Web.Identity;

/// <summary>What somebody proved who is there with. Secrets are never printed.</summary>
internal abstract class Credential
{
    private Credential()
    {
    }

    /// <summary>The value of <see cref="PortalSchemes.CredentialClaim"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>The principal that stands for it; the secret of a bearer stays out of it.</summary>
    public ClaimsPrincipal Principal(string scheme) => new(new ClaimsIdentity(Claims(), scheme));

    public override string ToString() => Kind;

    protected virtual IEnumerable<Claim> Claims() => [new(PortalSchemes.CredentialClaim, Kind)];

    /// <summary>A cookie's session at the portal.</summary>
    public sealed class StaffSession(SessionId session) : Credential
    {
        public SessionId Session { get; } = session;

        public override string Kind => PortalSchemes.StaffSession;

        /// <summary>Null where the principal is not a member of staff's.</summary>
        public static StaffSession? Of(ClaimsPrincipal principal) =>
            Id.TryParse<SessionId>(principal.FindFirst(PortalSchemes.SessionClaim)?.Value, out var session) ? new(session) : null;

        protected override IEnumerable<Claim> Claims() => [.. base.Claims(), new(PortalSchemes.SessionClaim, Session.ToString())];
    }

    /// <summary>A session token of a patient, related person, delegated practitioner or bot.</summary>
    public sealed class Token(string value) : Credential
    {
        public string Value { get; } = value;

        public override string Kind => PortalSchemes.SessionToken;
    }

    /// <summary>A key of a hospital's back end.</summary>
    public sealed class IntegrationKey(string value) : Credential
    {
        public override string Kind => PortalSchemes.IntegrationKey;

        /// <summary>Tells keys apart in memory without holding them.</summary>
        public string Fingerprint { get; } = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
    }
}
