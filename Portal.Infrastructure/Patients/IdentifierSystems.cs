using Portal.Domain.Patients;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Patients;

/// <summary>Whose identifiers are whose: an integration reaches only people of its own systems.</summary>
internal static class IdentifierSystems
{
    /// <summary>The systems of one integration, all or those of one kind.</summary>
    public static IQueryable<string> OwnSystems(this PortalDbContext context, Guid integration, IdentifierSystemKind? kind = null) =>
        context.Set<IdentifierSystemRow>().Where(row => row.IntegrationId == integration && (kind == null || row.Kind == (short)kind)).Select(row => row.System);

    /// <summary>The systems of that kind of every integration.</summary>
    public static IQueryable<string> SystemsOf(this PortalDbContext context, IdentifierSystemKind kind) =>
        context.Set<IdentifierSystemRow>().Where(row => row.Kind == (short)kind).Select(row => row.System);
}
