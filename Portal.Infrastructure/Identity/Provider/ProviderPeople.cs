using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>Who in the portal the provider's person is, and what that person may be by its word.</summary>
internal sealed class ProviderPeople(IOptions<ProviderOptions> options)
{
    /// <summary>Of the provider's giving; the others are given by two people.</summary>
    private const StaffRoles ByClaim = StaffRules.All & ~StaffRules.NeedSecondPerson;

    /// <summary>
    /// The linked account, or the one of that user name where it is linked to nobody at this provider: a name that somebody else there is given later opens
    /// nothing. Null for a stranger or a suspended person.
    /// </summary>
    public async Task<StaffAccount?> Find(StaffUnit unit, ProviderClaims claims, CancellationToken cancel)
    {
        var (issuer, logins) = (options.Value.Issuer, unit.Context.Set<IdentityUserLogin<Guid>>());
        if (await logins.AsNoTracking().SingleOrDefaultAsync(row => row.LoginProvider == issuer && row.ProviderKey == claims.Subject, cancel) is { } login)
            return await unit.Find(login.UserId, cancel) is { IsActive: true } known ? known : null;
        if (claims.UserName is not { Length: > 0 } userName || userName.Contains('\0', StringComparison.Ordinal)) return null;
        var name = unit.Users.NormalizeName(userName);
        if (await unit.Context.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, cancel) is not { IsActive: true } account) return null;
        return await logins.AnyAsync(row => row.LoginProvider == issuer && row.UserId == account.Id, cancel) ? null : account;
    }

    /// <summary>Once; in the caller's transaction, with the account's row held. The caller saves.</summary>
    public async Task Link(StaffUnit unit, StaffAccount account, ProviderClaims claims, Browser browser, AuditStamp stamp, CancellationToken cancel)
    {
        var logins = unit.Context.Set<IdentityUserLogin<Guid>>();
        var issuer = options.Value.Issuer;
        if (await logins.AnyAsync(row => row.LoginProvider == issuer && row.ProviderKey == claims.Subject, cancel)) return;
        logins.Add(new IdentityUserLogin<Guid> { LoginProvider = issuer, ProviderKey = claims.Subject, ProviderDisplayName = options.Value.Name, UserId = account.Id });
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.ProviderLinked) { Subject = account.Id }));
    }

    /// <summary>Null where the claims change no role.</summary>
    public StaffRoles? NewRoles(StaffAccount account, ProviderClaims claims)
    {
        if (options.Value.RoleClaim.Length == 0) return null;
        var now = (StaffRoles)account.Roles;
        var mapped = claims.Roles.Select(value => options.Value.Roles.TryGetValue(value, out var name) ? ProviderOptions.RoleOf(name) : null).Aggregate(StaffRoles.None, (all, one) => all | (one ?? StaffRoles.None));
        var wanted = (now & ~ByClaim) | mapped;
        return wanted == now ? null : wanted;
    }

    /// <summary>In the caller's transaction, which has bumped the access version and holds the account's row. The caller saves.</summary>
    public static async Task Give(StaffUnit unit, StaffAccount account, StaffRoles roles, Browser browser, AuditStamp stamp, CancellationToken cancel)
    {
        var clinical = (int)(roles & ByClaim);
        const int others = (int)StaffRules.NeedSecondPerson;
        await unit.Context.Users.Where(row => row.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Roles, row => (row.Roles & others) | clinical), cancel);
        await unit.Context.Entry(account).ReloadAsync(cancel);
        var code = $"provider:{account.Roles.ToString(CultureInfo.InvariantCulture)}";
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.RolesChanged) { Subject = account.Id, Code = code }));
    }
}
