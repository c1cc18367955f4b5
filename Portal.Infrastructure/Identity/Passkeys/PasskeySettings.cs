using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Infrastructure.Shared;

namespace Portal.Infrastructure.Identity.Passkeys;

/// <summary>
/// What ASP.NET Core Identity asks of a passkey here: made for the host name of the portal's public address, used on its own pages alone and in no frame,
/// by a device that has verified the person, and found on that device without a user name.
/// </summary>
internal sealed class PasskeySettings(IOptions<PublicAddressOptions> address) : IConfigureOptions<IdentityPasskeyOptions>
{
    public void Configure(IdentityPasskeyOptions options)
    {
        var origin = address.Value.PublicUrl;
        options.ServerDomain = Uri.TryCreate(origin, UriKind.Absolute, out var portal) ? portal.Host : null;
        options.ValidateOrigin = used => ValueTask.FromResult(!used.CrossOrigin && used.Origin == origin);
        options.UserVerificationRequirement = "required";
        options.ResidentKeyRequirement = "required";
        options.AttestationConveyancePreference = "none";
        options.AuthenticatorTimeout = PasskeyChallenges.Life;
    }
}
