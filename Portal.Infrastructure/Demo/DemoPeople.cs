using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Identity;
using Portal.Infrastructure.CareTeams;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Patients;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Demo;

/// <summary>The demo's care teams and staff, with their passwords, memberships and linked identifiers.</summary>
internal sealed class DemoPeople(IDbContextFactory<PortalDbContext> contexts, IPasswordHasher<StaffAccount> passwords, PersonIdentifiers identifiers, KeyVault vault, TimeProvider clock)
{
    /// <summary>A domain that never exists (RFC 2606): a mail to the demo's staff reaches nobody.</summary>
    private const string MailHost = "@demo.example";

    public async Task Seed(DemoOptions demo, CancellationToken cancel)
    {
        await using var context = await contexts.CreateDbContextAsync(cancel);
        foreach (var team in demo.CareTeams)
        {
            if (await context.Set<CareTeamRow>().AnyAsync(row => row.Identifier == team.Identifier, cancel)) continue;
            context.Add(new CareTeamRow { Id = DemoIds.Of("team/" + team.Identifier), Identifier = team.Identifier, Name = team.Name, CreatedAt = clock.GetUtcNow() });
        }

        foreach (var staff in demo.Staff)
            if (!await context.Users.AnyAsync(row => row.Id == DemoIds.Of("staff/" + staff.UserName), cancel)) await Add(context, staff, cancel);
        await context.SaveChangesAsync(cancel);
    }

    private async Task Add(PortalDbContext context, DemoStaff staff, CancellationToken cancel)
    {
        var id = DemoIds.Of("staff/" + staff.UserName);
        var account = new StaffAccount
        {
            Id = id,
            UserName = staff.UserName,
            NormalizedUserName = staff.UserName.ToUpperInvariant(),
            Email = staff.UserName + MailHost,
            NormalizedEmail = (staff.UserName + MailHost).ToUpperInvariant(),
            EmailConfirmed = true,
            DisplayName = staff.DisplayName,
            Roles = (int)staff.Roles.Select(Enum.Parse<StaffRoles>).Aggregate(StaffRoles.None, (all, role) => all | role),
            LockoutEnabled = true,
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
            CreatedAt = clock.GetUtcNow(),
        };
        account.PasswordHash = passwords.HashPassword(account, staff.Password);
        context.Add(account);
        foreach (var team in staff.CareTeams)
        {
            // A supervisor's care teams are the unit, which opens no panel.
            context.Add(account.Roles == (int)StaffRoles.Supervisor
                ? new SupervisionRow { PersonId = id, CareTeamId = DemoIds.Of("team/" + team) }
                : new MembershipRow { Id = DemoIds.Of($"member/{team}/{staff.UserName}"), CareTeamId = DemoIds.Of("team/" + team), PersonId = id, ValidFrom = clock.GetUtcNow().AddDays(-1) });
        }

        var key = await vault.Organisation(DataKeyKind.Organisation, cancel);
        context.Add(await identifiers.Row(key, id, new Domain.Patients.Identifier(staff.Identifier.System, staff.Identifier.Value), cancel));
    }
}
