using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Provider;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.SignIn;
using Portal.Infrastructure.Identity.Staff;

namespace Portal.Infrastructure.Identity.Provider;

/// <summary>Who in the portal the provider's person is, and what that person may be by its word.</summary>
internal sealed class ProviderPeople(IOptions<ProviderOptions> options, StaffRequests requests, StaffMails mails, AccessChanges changes, TimeProvider clock)
{
    /// <summary>Of the provider's giving; the others are given by two people.</summary>
    private const StaffRoles ByClaim = StaffRules.All & ~StaffRules.NeedSecondPerson;

    private const string Stranger = "unknown-person";
    private const string SecondPerson = "second-person";

    /// <summary>Where the provider does not say when the person proved who is there: so long ago that every act which needs a fresh proof asks.</summary>
    private static readonly DateTimeOffset NeverSaid = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// The linked account, or the one of that user name where it may be linked by a name. A stranger and a suspended person are the same; the audit's code says
    /// why there is nobody.
    /// </summary>
    public async Task<(StaffAccount? Account, string? Objection)> Find(StaffUnit unit, ProviderClaims claims, CancellationToken cancel)
    {
        if (await LinkedTo(unit, claims.Subject, cancel) is { } linked)
            return await unit.Find(linked, cancel) is { IsActive: true } known ? (known, null) : (null, Stranger);
        if (claims.UserName is not { Length: > 0 } userName || userName.Contains('\0', StringComparison.Ordinal)) return (null, Stranger);
        var name = unit.Users.NormalizeName(userName);
        if (await unit.Context.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, cancel) is not { IsActive: true } account) return (null, Stranger);
        return await ObjectionByName(unit, account, cancel) is { } objection ? (null, objection) : (account, null);
    }

    /// <summary>What is said to the person.</summary>
    public static Refusal RefusalOf(string objection) => objection == SecondPerson ? ProviderRefusals.NotByName : ProviderRefusals.UnknownPerson;

    public ProviderWord WordOf(ProviderClaims claims)
    {
        var now = clock.Now();
        var at = claims.AuthenticatedAt is { } said ? said < now ? said : now : NeverSaid;
        return new ProviderWord(claims.Subject, options.Value.RoleClaim.Length == 0 ? null : Mapped(claims), at);
    }

    /// <summary>In the caller's transaction, before the account's row is held, as everybody who holds both takes them: true where <see cref="Announce"/> is called after the commit.</summary>
    public async Task<bool> Prepare(StaffUnit unit, StaffAccount account, ProviderWord? word, CancellationToken cancel)
    {
        if (word is null || NewRoles(account, word) is null) return false;
        await changes.Bump(unit.Context, cancel);
        return true;
    }

    /// <summary>
    /// Every factor is proven: the person is linked, once, and has the roles. In the caller's transaction, prepared and with the account's row held; the caller saves.
    /// False where the account may be linked no more.
    /// </summary>
    public async Task<bool> Settle(StaffUnit unit, StaffAccount account, ProviderWord? word, Browser browser, AuditStamp stamp, CancellationToken cancel)
    {
        if (word is null) return true;
        var linked = await LinkedTo(unit, word.Subject, cancel);
        if (linked is { } other && other != account.Id) return false;
        if (linked is null)
        {
            if (await ObjectionByName(unit, account, cancel) is not null) return false;
            await Link(unit, account, word, browser, stamp, cancel);
        }

        if (NewRoles(account, word) is { } roles) await Give(unit, account, roles, browser, stamp, cancel);
        return true;
    }

    public void Announce() => changes.Announce();

    private Task<Guid?> LinkedTo(StaffUnit unit, string subject, CancellationToken cancel)
    {
        var issuer = options.Value.Issuer;
        return Logins(unit).Where(row => row.LoginProvider == issuer && row.ProviderKey == subject).Select(row => (Guid?)row.UserId).SingleOrDefaultAsync(cancel);
    }

    /// <summary>
    /// A name that somebody else at the hospital is given later opens nothing, and neither does the same name at another issuer. Whoever opens the whole
    /// organisation, or waits to, is not opened by a name at all.
    /// </summary>
    private async Task<string?> ObjectionByName(StaffUnit unit, StaffAccount account, CancellationToken cancel)
    {
        if (await Logins(unit).AnyAsync(row => row.UserId == account.Id, cancel)) return "linked-already";
        var roles = await unit.Context.Users.Where(row => row.Id == account.Id).Select(row => row.Roles).SingleAsync(cancel);
        return ((StaffRoles)roles & StaffRules.NeedSecondPerson) != StaffRoles.None || await requests.Waits(unit.Context, account.Id, cancel) ? SecondPerson : null;
    }

    private async Task Link(StaffUnit unit, StaffAccount account, ProviderWord word, Browser browser, AuditStamp stamp, CancellationToken cancel)
    {
        var provider = options.Value;
        unit.Context.Add(new IdentityUserLogin<Guid> { LoginProvider = provider.Issuer, ProviderKey = word.Subject, ProviderDisplayName = provider.Name, UserId = account.Id });
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.ProviderLinked) { Subject = account.Id }));
        unit.Context.Add(await mails.ProviderLinked(account, cancel));
    }

    private static IQueryable<IdentityUserLogin<Guid>> Logins(StaffUnit unit) => unit.Context.Set<IdentityUserLogin<Guid>>().AsNoTracking();

    private StaffRoles Mapped(ProviderClaims claims) =>
        claims.Roles.Select(value => options.Value.Roles.TryGetValue(value, out var name) ? ProviderOptions.RoleOf(name) : null).Aggregate(StaffRoles.None, (all, one) => all | (one ?? StaffRoles.None));

    /// <summary>Null where the word changes no role.</summary>
    private static StaffRoles? NewRoles(StaffAccount account, ProviderWord word)
    {
        if (word.Clinical is not { } clinical) return null;
        var now = (StaffRoles)account.Roles;
        var wanted = (now & ~ByClaim) | (clinical & ByClaim);
        return wanted == now ? null : wanted;
    }

    private static async Task Give(StaffUnit unit, StaffAccount account, StaffRoles roles, Browser browser, AuditStamp stamp, CancellationToken cancel)
    {
        var clinical = (int)(roles & ByClaim);
        const int others = (int)StaffRules.NeedSecondPerson;
        await unit.Context.Users.Where(row => row.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Roles, row => (row.Roles & others) | clinical), cancel);
        await unit.Context.Entry(account).ReloadAsync(cancel);
        var code = $"provider:{account.Roles.ToString(CultureInfo.InvariantCulture)}";
        unit.Context.Add(stamp.Row(new AuditEntry(SignInSteps.Of(account, browser), AuditAction.RolesChanged) { Subject = account.Id, Code = code }));
    }
}
