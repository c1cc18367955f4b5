using Microsoft.EntityFrameworkCore;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>Browsers in which somebody has signed in. Being known opens nothing; it only keeps the count of failures apart from strangers'.</summary>
internal sealed class Devices(SecretTokens tokens, TimeProvider clock)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(180);
    private const string Kind = "device";

    /// <summary>The device's hash where it is known for this person; null for a stranger's or another person's.</summary>
    public async ValueTask<byte[]?> Known(PortalDbContext context, Guid person, string? token, CancellationToken cancel)
    {
        if (await tokens.HashOf(Kind, token, cancel) is not { } hash) return null;
        var since = clock.GetUtcNow() - Remembered;
        return await context.Set<StaffDeviceRow>().AnyAsync(row => row.Hash == hash && row.PersonId == person && row.LastUsedAt > since, cancel) ? hash : null;
    }

    /// <summary>Whether the device is known for anybody.</summary>
    public async ValueTask<bool> IsKnown(PortalDbContext context, string? token, CancellationToken cancel)
    {
        if (await tokens.HashOf(Kind, token, cancel) is not { } hash) return false;
        var since = clock.GetUtcNow() - Remembered;
        return await context.Set<StaffDeviceRow>().AnyAsync(row => row.Hash == hash && row.LastUsedAt > since, cancel);
    }

    /// <summary>After a sign-in: the token the browser keeps. The one it came with stays where it is this person's; else a new one. The caller saves.</summary>
    public async Task<string> Remember(PortalDbContext context, Guid person, string? token, CancellationToken cancel)
    {
        var now = clock.Now();
        if (await Known(context, person, token, cancel) is { } known)
        {
            await context.Set<StaffDeviceRow>().Where(row => row.Hash == known).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.LastUsedAt, now).SetProperty(row => row.FailedCount, 0).SetProperty(row => row.LockedUntil, (DateTimeOffset?)null),
                cancel);
            return token!;
        }

        var fresh = SecretTokens.New();
        context.Add(new StaffDeviceRow { Hash = await tokens.Hash(Kind, fresh, cancel), PersonId = person, LastUsedAt = now });
        return fresh;
    }

    /// <summary>A new password or a lost phone: every browser is a stranger again.</summary>
    public static Task Forget(PortalDbContext context, Guid person, CancellationToken cancel) =>
        context.Set<StaffDeviceRow>().Where(row => row.PersonId == person).ExecuteDeleteAsync(cancel);
}
