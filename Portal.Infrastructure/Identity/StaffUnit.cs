using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity;

/// <summary>
/// One operation on accounts: a context, and ASP.NET Core Identity's manager over that same context, so that what the manager saves is part of the
/// operation's own transaction.
/// </summary>
internal sealed class StaffUnit(AsyncServiceScope scope) : IAsyncDisposable
{
    public PortalDbContext Context { get; } = scope.ServiceProvider.GetRequiredService<StaffContext>().Context;

    public UserManager<StaffAccount> Users { get; } = scope.ServiceProvider.GetRequiredService<UserManager<StaffAccount>>();

    /// <summary>Passkeys as ASP.NET Core Identity checks them, over the same context.</summary>
    public IPasskeyHandler<StaffAccount> Passkeys => scope.ServiceProvider.GetRequiredService<IPasskeyHandler<StaffAccount>>();

    public Task<IDbContextTransaction> Begin(CancellationToken cancel) => Context.Database.BeginTransactionAsync(cancel);

    /// <summary>
    /// Locks the account's row for the rest of the transaction: of a sign-in and a change that ends sign-ins, the second sees all that the first did. A
    /// change holds the access version before it; nobody asks for that one while holding this.
    /// </summary>
    public Task Hold(Guid person, CancellationToken cancel) => Hold(Context, person, cancel);

    /// <summary>In a transaction that is no <see cref="StaffUnit"/>; false where there is no such account, or it is suspended.</summary>
    public static async Task<bool> Hold(PortalDbContext context, Guid person, CancellationToken cancel)
    {
        var held = await context.Users.Where(row => row.Id == person).ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, row => row.SecurityStamp), cancel);
        return held == 1 && await context.Users.AnyAsync(row => row.Id == person && row.IsActive, cancel);
    }

    /// <summary>As <see cref="Hold(Guid, CancellationToken)"/>; false where the person was suspended or got another password since the account was read.</summary>
    public async Task<bool> Hold(StaffAccount account, CancellationToken cancel) =>
        await Context.Users.Where(row => row.Id == account.Id && row.IsActive && row.SecurityStamp == account.SecurityStamp)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, row => row.SecurityStamp), cancel) == 1;

    public Task<StaffAccount?> Find(Guid person, CancellationToken cancel) => Context.Users.SingleOrDefaultAsync(row => row.Id == person, cancel);

    /// <summary>By user name, else by mail address; as people type them, in any case. What the database cannot hold is nobody's name.</summary>
    public async Task<StaffAccount?> FindByName(string nameOrEmail, CancellationToken cancel)
    {
        if (nameOrEmail.Contains('\0', StringComparison.Ordinal)) return null;
        var name = Users.NormalizeName(nameOrEmail.Trim());
        return await Context.Users.SingleOrDefaultAsync(row => row.NormalizedUserName == name, cancel)
            ?? await Context.Users.SingleOrDefaultAsync(row => row.NormalizedEmail == name, cancel);
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}

internal sealed class StaffUnits(IServiceScopeFactory scopes)
{
    public StaffUnit Open() => new(scopes.CreateAsyncScope());
}

/// <summary>The context of one <see cref="StaffUnit"/>: reached through it and nothing else, so that no circuit's scope keeps one open.</summary>
internal sealed class StaffContext(IDbContextFactory<PortalDbContext> contexts) : IAsyncDisposable, IDisposable
{
    public PortalDbContext Context { get; } = contexts.CreateDbContext();

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    public void Dispose() => Context.Dispose();
}
