using Portal.Domain.Identity;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// What comes in an <c>Authorization</c> header and stands for somebody: implemented by the feature that hands it out, so that people and access know
/// nothing of integrations.
/// </summary>
internal interface IBearerCredentials
{
    ValueTask<TokenGrant?> OfToken(string token, CancellationToken cancel);

    ValueTask<Actor?> OfIntegrationKey(string key, CancellationToken cancel);
}
