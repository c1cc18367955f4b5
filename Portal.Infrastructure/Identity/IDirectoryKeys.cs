using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>Whether a directory may still manage people: implemented by the feature that hands out keys, so that people and access know nothing of integrations.</summary>
internal interface IDirectoryKeys
{
    /// <summary>Active, with a key that manages people, as the caller's transaction sees it.</summary>
    Task<bool> MayManagePeople(PortalDbContext context, IntegrationId integration, CancellationToken cancel);
}
