using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Integrations;

/// <summary>Reads integrations whole: they are few and have few of everything.</summary>
internal static class IntegrationReader
{
    public static async Task<IReadOnlyList<Integration>> Integrations(this PortalDbContext context, Guid? only, CancellationToken cancel)
    {
        var rows = await context.Set<IntegrationRow>().AsNoTracking().Where(row => only == null || row.Id == only).OrderBy(row => row.Name).ToListAsync(cancel);
        var origins = (await context.Set<IntegrationOriginRow>().AsNoTracking().Where(row => only == null || row.IntegrationId == only).ToListAsync(cancel)).ToLookup(row => row.IntegrationId);
        var systems = (await context.Set<IdentifierSystemRow>().AsNoTracking().Where(row => only == null || row.IntegrationId == only).ToListAsync(cancel)).ToLookup(row => row.IntegrationId);
        var keys = (await context.Set<IntegrationKeyRow>().AsNoTracking().Where(row => only == null || row.IntegrationId == only).ToListAsync(cancel)).ToLookup(row => row.IntegrationId);
        var assertionKeys = (await context.Set<AssertionKeyRow>().AsNoTracking().Where(row => only == null || row.IntegrationId == only).ToListAsync(cancel)).ToLookup(row => row.IntegrationId);
        return [.. rows.Select(row => new Integration(
            new IntegrationId(row.Id),
            row.Name,
            row.IsActive,
            [.. origins[row.Id].Select(origin => origin.Origin).Order(StringComparer.Ordinal)],
            [.. systems[row.Id].Select(system => new IdentifierSystem(system.System, (IdentifierSystemKind)system.Kind)).OrderBy(system => system.System, StringComparer.Ordinal)],
            [.. keys[row.Id].OrderBy(key => key.CreatedAt).Select(key => new IntegrationKeyLine(key.Id, key.Prefix, (IntegrationScopes)key.Scopes, key.CreatedAt, key.RevokedAt) { EndsAt = key.ExpiresAt?.ToUniversalTime() })],
            [.. assertionKeys[row.Id].OrderBy(key => key.CreatedAt).Select(key => new AssertionKeyLine(key.Kid, key.Algorithm, key.CreatedAt))]))];
    }

    public static async Task<Integration?> Integration(this PortalDbContext context, IntegrationId integration, CancellationToken cancel) =>
        (await context.Integrations(integration.Value, cancel)).SingleOrDefault();
}
