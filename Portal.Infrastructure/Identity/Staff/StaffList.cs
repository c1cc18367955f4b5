using System.Buffers.Text;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Identity.Staff;

/// <summary>Staff by user name, a page at a time; the cursor is the last user name of the page before.</summary>
internal sealed class StaffList(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock)
{
    private const int SearchLimit = 100;

    public async Task<Outcome<Page<StaffLine>>> Page(string? search, PageRequest page, CancellationToken cancel)
    {
        if (!TryRead(page.Cursor, out var after)) return Refusal.Invalid("cursor", "must be a cursor that a list gave");
        var since = clock.GetUtcNow() - StaffRules.RequestLife;
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var staff = Matching(context.Users.AsNoTracking(), search);
#pragma warning disable CA1309, CA1310 // translated: the database compares as it orders
        if (after is not null) staff = staff.Where(row => string.Compare(row.NormalizedUserName, after) > 0);
#pragma warning restore CA1309, CA1310
        var rows = await staff.OrderBy(row => row.NormalizedUserName).Take(page.Limit + 1).Select(row => new
        {
            Account = row,
            HasSecondFactor = context.Set<SecondFactorRow>().Any(factor => factor.PersonId == row.Id && factor.Secret != null),
            Requested = context.Set<RoleRequestRow>().Where(request => request.PersonId == row.Id && request.Kind == (short)StaffRequestKind.Roles && request.DecidedAt == null && request.RequestedAt > since)
                .OrderByDescending(request => request.RequestedAt).Select(request => request.Roles).FirstOrDefault(),
        }).ToListAsync(cancel);
        var lines = rows.Take(page.Limit).Select(row => Line(row.Account, row.HasSecondFactor, row.Requested)).ToList();
        return new Page<StaffLine>(lines, rows.Count > page.Limit ? Write(rows[page.Limit - 1].Account.NormalizedUserName!) : null);
    }

    private static IQueryable<StaffAccount> Matching(IQueryable<StaffAccount> staff, string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return staff;
        var part = search.Trim()[..Math.Min(search.Trim().Length, SearchLimit)].ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated: the database knows upper(), and no comparison of .NET's
        return staff.Where(row => row.NormalizedUserName!.Contains(part) || row.NormalizedEmail!.Contains(part) || row.DisplayName.ToUpper().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
    }

    private static StaffLine Line(StaffAccount row, bool hasSecondFactor, int requested) => new(
        new PersonId(row.Id),
        row.DisplayName,
        row.UserName!,
        row.Email ?? "",
        (StaffRoles)row.Roles,
        (StaffRoles)requested,
        !row.IsActive ? StaffStanding.Suspended : row.PasswordHash is null ? StaffStanding.Invited : StaffStanding.Active,
        hasSecondFactor,
        row.LastSignInAt?.ToUniversalTime());

    private static string Write(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    private static bool TryRead(string? cursor, out string? after)
    {
        after = null;
        if (cursor is null) return true;
        if (!Base64Url.IsValid(cursor)) return false;
        after = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return true;
    }
}
