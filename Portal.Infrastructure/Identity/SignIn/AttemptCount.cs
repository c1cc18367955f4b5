using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.SignIn;

/// <summary>
/// Failed attempts in a row: five, then five minutes of none. An attempt is counted before it is looked at and taken back when it was right, in single
/// statements, so that a hundred at once are five. A browser in which the person signed in before (<paramref name="device"/>) has a count of its own:
/// strangers lock out strangers.
/// </summary>
internal readonly struct AttemptCount(PortalDbContext context, Guid person, byte[]? device)
{
    public const int Limit = 5;
    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);

    /// <summary>False while locked: the attempt is not to be looked at.</summary>
    public async Task<bool> Take(DateTimeOffset now, CancellationToken cancel)
    {
        var until = now + LockedFor;
        var counted = device is null
            ? await Account.Where(row => row.LockoutEnd == null || row.LockoutEnd <= now).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.LockoutEnd, row => row.AccessFailedCount == Limit - 1 ? until : null)
                    .SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount >= Limit ? 1 : row.AccessFailedCount + 1),
                cancel)
            : await Device.Where(row => row.LockedUntil == null || row.LockedUntil <= now).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.LockedUntil, row => row.FailedCount == Limit - 1 ? until : null)
                    .SetProperty(row => row.FailedCount, row => row.FailedCount >= Limit ? 1 : row.FailedCount + 1),
                cancel);
        return counted == 1;
    }

    /// <summary>The attempt was right as far as it went: it does not count, but those before it still do.</summary>
    public Task TakeBack(CancellationToken cancel) => device is null
        ? Account.Where(row => row.AccessFailedCount > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.AccessFailedCount, row => row.AccessFailedCount - 1).SetProperty(row => row.LockoutEnd, (DateTimeOffset?)null),
            cancel)
        : Device.Where(row => row.FailedCount > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.FailedCount, row => row.FailedCount - 1).SetProperty(row => row.LockedUntil, (DateTimeOffset?)null),
            cancel);

    /// <summary>Whole way through, or a new password: from zero again.</summary>
    public Task Clear(CancellationToken cancel) => device is null
        ? Account.Where(row => row.AccessFailedCount > 0).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.AccessFailedCount, 0).SetProperty(row => row.LockoutEnd, (DateTimeOffset?)null),
            cancel)
        : Device.ExecuteUpdateAsync(set => set.SetProperty(row => row.FailedCount, 0).SetProperty(row => row.LockedUntil, (DateTimeOffset?)null), cancel);

    public Task<bool> IsLocked(DateTimeOffset now, CancellationToken cancel) => device is null
        ? Account.AnyAsync(row => row.LockoutEnd > now, cancel)
        : Device.AnyAsync(row => row.LockedUntil > now, cancel);

    private IQueryable<StaffAccount> Account
    {
        get
        {
            var id = person;
            return context.Users.Where(row => row.Id == id);
        }
    }

    private IQueryable<StaffDeviceRow> Device
    {
        get
        {
            var hash = device!;
            return context.Set<StaffDeviceRow>().Where(row => row.Hash == hash);
        }
    }
}
