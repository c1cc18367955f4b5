using Microsoft.Extensions.DependencyInjection;

namespace Portal.Infrastructure.Shared.Keys;

internal static class KeyServices
{
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section);
        services.AddSingleton<KeyEncryptionKeys>();
        services.AddSingleton<KeyVault>();
        services.AddSingleton<SecretRing>();
        services.AddSingleton<Domain.Shared.IKeyUpkeep, KeyUpkeep>();
        services.AddSingleton<BlindIndex>();
        return services;
    }
}
