using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Identity.DataProtection;

/// <summary>
/// The framework's data protection (cookies, antiforgery, circuits) with its keys in the database for every node, wrapped by the key-encryption key: a
/// dump of the database signs no cookie.
/// </summary>
internal static class DataProtectionServices
{
    public static void AddPortalDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("portal");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<PortalDbContext>, KeyEncryptionKeys>((options, contexts, keks) =>
        {
            options.XmlRepository = new XmlRepository(contexts);
            options.XmlEncryptor = new XmlEncryptor(keks);
        });
    }
}
