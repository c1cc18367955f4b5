using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Identity;
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
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var staff = Matching(context.Users.AsNoTracking(), search);
#pragma warning disable CA1309, CA1310 // translated: the database compares as it orders
        if (after is not null) staff = staff.Where(row => string.Compare(row.NormalizedUserName, after) > 0);
#pragma warning restore CA1309, CA1310
        var lines = await Lines(context, staff.OrderBy(row => row.NormalizedUserName).Take(page.Limit + 1), cancel);
        var shown = lines.Take(page.Limit).ToList();
        return new Page<StaffLine>(shown, lines.Count > page.Limit ? Write(shown[^1].UserName.ToUpperInvariant()) : null);
    }

    public async Task<Outcome<StaffRange>> Range(int skipped, int count, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        var total = await context.Users.CountAsync(cancel);
        var staff = context.Users.AsNoTracking().OrderBy(row => row.NormalizedUserName).Skip(Math.Max(skipped, 0)).Take(Math.Clamp(count, 0, PageRequest.MaxLimit));
        return new StaffRange(total, await Lines(context, staff, cancel));
    }

    public Task<Outcome<StaffLine>> Of(PersonId person, CancellationToken cancel) => One(staff => staff.Where(row => row.Id == person.Value), cancel);

    public Task<Outcome<StaffLine>> Find(StaffName name, CancellationToken cancel)
    {
        // What the database cannot hold is nobody's name.
        if ((name.UserName ?? name.ExternalId)?.Contains('\0', StringComparison.Ordinal) != false) return Task.FromResult<Outcome<StaffLine>>(Refusal.NotFound);
        var normalized = name.UserName?.ToUpperInvariant();
        return One(staff => normalized is not null ? staff.Where(row => row.NormalizedUserName == normalized) : staff.Where(row => row.ExternalId == name.ExternalId), cancel);
    }

    private async Task<Outcome<StaffLine>> One(Func<IQueryable<StaffAccount>, IQueryable<StaffAccount>> which, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        return await Lines(context, which(context.Users.AsNoTracking()), cancel) is [var line] ? line : Refusal.NotFound;
    }

    private async Task<List<StaffLine>> Lines(PortalDbContext context, IQueryable<StaffAccount> staff, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - StaffRules.RequestLife;
        var begun = StaffInvitations.Begun(context);
        var rows = await staff.Select(row => new
        {
            Account = row,
            HasBegun = begun.Any(one => one.Id == row.Id),
            HasSecondFactor = context.Set<SecondFactorRow>().Any(factor => factor.PersonId == row.Id && factor.Secret != null)
                || context.Set<IdentityUserPasskey<Guid>>().Any(passkey => passkey.UserId == row.Id),
            Requested = context.Set<RoleRequestRow>().Where(request => request.PersonId == row.Id && request.Kind == (short)StaffRequestKind.Roles && request.DecidedAt == null && request.RequestedAt > since)
                .OrderByDescending(request => request.RequestedAt).Select(request => request.Roles).FirstOrDefault(),
        }).ToListAsync(cancel);
        return rows.ConvertAll(row => Line(row.Account, row.HasBegun, row.HasSecondFactor, row.Requested));
    }

    private static IQueryable<StaffAccount> Matching(IQueryable<StaffAccount> staff, string? search)
    {
        if (string.IsNullOrWhiteSpace(search)) return staff;
        var part = search.Trim()[..Math.Min(search.Trim().Length, SearchLimit)].ToUpperInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated: the database knows upper(), and no comparison of .NET's
        return staff.Where(row => row.NormalizedUserName!.Contains(part) || row.NormalizedEmail!.Contains(part) || row.DisplayName.ToUpper().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
    }

    private static StaffLine Line(StaffAccount row, bool hasBegun, bool hasSecondFactor, int requested) => new(
        new PersonId(row.Id),
        row.DisplayName,
        row.UserName!,
        row.Email ?? "",
        (StaffRoles)row.Roles,
        (StaffRoles)requested,
        !row.IsActive ? StaffStanding.Suspended : hasBegun ? StaffStanding.Active : StaffStanding.Invited,
        hasSecondFactor,
        row.LastSignInAt?.ToUniversalTime(),
        row.ExternalId);

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
