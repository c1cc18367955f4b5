using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <inheritdoc/>
internal sealed class DirectoryKeys(TimeProvider clock) : IDirectoryKeys
{
    public Task<bool> MayManagePeople(PortalDbContext context, IntegrationId integration, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return context.Set<IntegrationKeyRow>()
            .Where(key => key.IntegrationId == integration.Value && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now) && (key.Scopes & (int)IntegrationScopes.PeopleManage) != 0)
            .AnyAsync(key => context.Set<IntegrationRow>().Any(row => row.Id == key.IntegrationId && row.IsActive), cancel);
    }
}
