using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeptKeys>();
    }
}

internal sealed class KeptKeys(IDbContextFactory<PortalDbContext> contexts, KeyEncryptionKeys keks) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = new XmlRepository(contexts);
        options.XmlEncryptor = new XmlEncryptor(keks);
    }
}
