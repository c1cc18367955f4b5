using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Infrastructure.Identity.DataProtection;
using Portal.Infrastructure.Identity.Passkeys;
using Portal.Infrastructure.Identity.Passwords;
using Portal.Infrastructure.Identity.Provider;
using Portal.Infrastructure.Identity.SecondFactor;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Identity.Staff;
using Portal.Infrastructure.Shared.Database;
using SignInOptions = Portal.Infrastructure.Identity.SignIn.SignInOptions;

namespace Portal.Infrastructure.Identity;

internal static class IdentityServices
{
    public static IServiceCollection AddIdentityInfrastructure(this IServiceCollection services)
    {
        services.AddSingleton<AccessChanges>();
        services.AddSingleton<IAccessChanges>(provider => provider.GetRequiredService<AccessChanges>());
        services.AddHostedService(provider => provider.GetRequiredService<AccessChanges>());
        services.AddSingleton<GrantsReader>();
        services.AddSingleton<BreakGlassRegister>();
        services.AddSingleton<AccessTransaction>();
        services.AddSingleton<ICredentials, Credentials>();
        services.AddSingleton<SecretTokens>();
        services.AddAccounts();
        services.AddSessions();
        services.AddSignIn();
        services.AddPasskeys();
        services.AddProvider();
        services.AddStaff();
        services.AddPortalDataProtection();
        return services;
    }

    /// <summary>ASP.NET Core Identity's core over the portal's own context: accounts, names, hashes and validators. Sessions and factors are ours.</summary>
    private static void AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<IPasswordHasher<StaffAccount>, StaffPasswordHasher>();
        services.AddIdentityCore<StaffAccount>(options =>
        {
            options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            options.User.RequireUniqueEmail = true;

            // StaffPasswordValidator says what a password must be; nothing of composition is left on.
            options.Password = new PasswordOptions { RequiredLength = 1, RequireDigit = false, RequireLowercase = false, RequireNonAlphanumeric = false, RequireUppercase = false };
        }).AddPasswordValidator<StaffPasswordValidator>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = StaffPasswordHasher.Iterations);
        services.AddScoped<StaffContext>();
        services.AddScoped<IUserStore<StaffAccount>>(provider => new UserOnlyStore<StaffAccount, PortalDbContext, Guid>(
            provider.GetRequiredService<StaffContext>().Context, provider.GetRequiredService<IdentityErrorDescriber>()));
        services.AddSingleton<StaffUnits>();
        services.AddSingleton<StaffMails>();
    }

    private static void AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<SessionLookup>();
        services.AddSingleton<SessionEnd>();
        services.AddSingleton<AllSessions>();
        services.AddSingleton<IStaffSessions, StaffSessions>();
        services.AddHostedService<SessionSweeper>();
    }

    private static void AddSignIn(this IServiceCollection services)
    {
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>();
        services.AddSingleton<SignInRules>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<PasswordChange>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<Devices>();
        services.AddSingleton<SignInSteps>();
        services.AddSingleton<IStaffSignIn, StaffSignIn>();
        services.AddSingleton<IAccountLinks, AccountLinks>();
        services.AddSingleton<OwnProof>();
        services.AddSingleton<IOwnAccount, OwnAccountService>();
    }

    private static void AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<IdentityPasskeyOptions>, PasskeySettings>();
        services.AddScoped<IPasskeyHandler<StaffAccount>, PasskeyHandler<StaffAccount>>();
        services.AddSingleton<PasskeyChallenges>();
        services.AddSingleton<PasskeyCeremony>();
        services.AddSingleton<PasskeySignIn>();
        services.AddSingleton<IPasskeys, OwnPasskeys>();
    }

    private static void AddProvider(this IServiceCollection services)
    {
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProviderOptions>, ProviderOptionsValidator>();
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderKeySet>();
        services.AddSingleton<ProviderPeople>();
        services.AddSingleton<IProviderSignIn, ProviderSignIn>();
    }

    private static void AddStaff(this IServiceCollection services)
    {
        services.AddSingleton<StaffAccess>();
        services.AddSingleton<PowerfulPeople>();
        services.AddSingleton<StaffInvitations>();
        services.AddSingleton<StaffAdmission>();
        services.AddSingleton<StaffTransaction>();
        services.AddSingleton<StaffDetails>();
        services.AddSingleton<StaffChanges>();
        services.AddSingleton<StaffList>();
        services.AddSingleton<StaffRequests>();
        services.AddSingleton<SecondFactorReset>();
        services.AddSingleton<IStaff, StaffService>();
        services.AddSingleton<IOrganisationSetup, OrganisationSetup>();
    }
}
