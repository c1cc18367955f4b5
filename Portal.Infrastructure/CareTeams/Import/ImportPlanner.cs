using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.CareTeams.Import;

/// <summary>One line of the plan with what it takes to do it: null <paramref name="Person"/> is to be invited.</summary>
internal sealed record PlannedLine(ImportRow Row, ImportLine Line, Guid? Person, StaffChange Change, IReadOnlyList<Membership> Memberships)
{
    public override string ToString() => Line.ToString();
}

internal sealed record Planned(ImportPlan Plan, IReadOnlyList<PlannedLine> Lines);

/// <summary>Says what a file comes to as everything stands: with the access version held it is exact, without it is what a look is.</summary>
internal sealed class ImportPlanner(TimeProvider clock)
{
    public async Task<Planned> Plan(PortalDbContext context, Actor actor, ReadOnlyMemory<byte> csv, ImportFile file, CancellationToken cancel)
    {
        var now = clock.Now();
        var staff = new KnownStaff(await context.Users.AsNoTracking().ToListAsync(cancel));
        var teams = await context.Set<CareTeamRow>().AsNoTracking().Where(row => row.IsActive).ToDictionaryAsync(row => row.Identifier, StringComparer.Ordinal, cancel);
        var memberships = (await context.Set<MembershipRow>().AsNoTracking().Where(row => row.ValidTo == null || row.ValidTo > now).ToListAsync(cancel))
            .ToLookup(row => (row.PersonId, row.CareTeamId));
        var (lines, errors) = (new List<PlannedLine>(), file.Errors.ToList());
        foreach (var row in file.Rows)
        {
            var account = staff.Named(row.Person.UserName);
            errors.AddRange(Wrong(actor, row, account, staff, teams, now).Select(wrong => new ImportError(row.Line, wrong.Column, wrong.Fault)));
            lines.Add(Line(row, account, [.. row.CareTeams.Where(teams.ContainsKey).Select(name => teams[name])], memberships, now));
        }

        errors.AddRange(WithoutAdministrator(staff, lines));
        var shown = lines.ConvertAll(line => line.Line);
        return new(new ImportPlan(Hash(csv, lines), shown, [.. errors.OrderBy(error => error.Line)]), lines);
    }

    private static IEnumerable<(string Column, ImportFault Fault)> Wrong(Actor actor, ImportRow row, StaffAccount? account, KnownStaff staff, Dictionary<string, CareTeamRow> teams, DateTimeOffset now)
    {
        if (row.CareTeams.Any(name => !teams.ContainsKey(name))) yield return ("careTeams", ImportFault.CareTeam);
        if (row.To <= now) yield return ("to", ImportFault.Period);
        if (staff.WithAddress(row.Person.Email) is { } other && other != account) yield return ("email", ImportFault.Taken);
        if (account?.Id == actor.PersonId.Value) yield return ("userName", ImportFault.Own);
        if (account is { IsActive: false }) yield return ("userName", ImportFault.Suspended);
        var held = (StaffRoles)(account?.Roles ?? 0);
        if (actor.Kind != ActorKind.Practitioner && ((held | row.Person.Roles) & StaffRules.NeedSecondPerson) != StaffRoles.None) yield return ("roles", ImportFault.NotYours);
    }

    private static PlannedLine Line(ImportRow row, StaffAccount? account, IReadOnlyList<CareTeamRow> teams, ILookup<(Guid, Guid), MembershipRow> memberships, DateTimeOffset now)
    {
        var current = (StaffRoles)(account?.Roles ?? 0);
        var (roles, requested) = StaffRules.Split(current, row.Person.Roles);
        var change = new StaffChange
        {
            Email = account is null || account.Email == row.Person.Email ? null : row.Person.Email,
            DisplayName = account is null || account.DisplayName == row.Person.DisplayName ? null : row.Person.DisplayName,
            Roles = account is null || (roles == current && requested == StaffRoles.None) ? null : row.Person.Roles,
        };
        var wanted = teams.Select(team => Wanted(row, account, team, memberships, now)).OfType<Membership>().ToList();
        var kind = account is null ? ImportKind.Invited : change == new StaffChange() && wanted.Count == 0 ? ImportKind.Unchanged : ImportKind.Changed;
        var line = new ImportLine(row.Line, kind, row.Person.UserName, row.Person.DisplayName, roles, requested, [.. teams.Select(team => team.Name)])
        {
            ChangesRoles = change.Roles is not null,
            Address = change.Email is { } email ? new AddressChange(account?.Email ?? "", email) : null,
        };
        return new(row, line, account?.Id, change, wanted);
    }

    /// <summary>Null where it stands so already. A moderator stays one: the file does not speak of it.</summary>
    private static Membership? Wanted(ImportRow row, StaffAccount? account, CareTeamRow team, ILookup<(Guid, Guid), MembershipRow> memberships, DateTimeOffset now)
    {
        var from = row.From is { } begin && begin > now ? begin : now;
        var standing = memberships[(account?.Id ?? Guid.Empty, team.Id)].Where(one => one.ValidTo is null || one.ValidTo > from).ToList();
        var isModerator = standing.Exists(one => one.ValidFrom <= from && one.IsModerator);
        return standing is [var only] && only.ValidFrom <= from && only.ValidTo == row.To ? null : new Membership(new CareTeamId(team.Id), new PersonId(account?.Id ?? Guid.Empty), isModerator, from, row.To);
    }

    /// <summary>Every line that takes an administrator's role, where all of them together would leave nobody.</summary>
    private static IEnumerable<ImportError> WithoutAdministrator(KnownStaff staff, List<PlannedLine> lines)
    {
        var taken = lines.Where(line => line.Change.Roles is { } roles && (roles & StaffRoles.Administrator) == StaffRoles.None && staff.IsAdministrator(line.Person)).ToList();
        return taken.Count == 0 || taken.DistinctBy(line => line.Person).Count() < staff.Administrators ? [] : taken.Select(line => new ImportError(line.Line.Line, "roles", ImportFault.LastAdministrator));
    }

    /// <summary>Of the file, and of what would be done for each of its lines.</summary>
    private static string Hash(ReadOnlyMemory<byte> csv, List<PlannedLine> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(csv.Span));
        foreach (var line in lines)
        {
            var teams = string.Join(',', line.Memberships.Select(one => $"{one.CareTeam}/{one.IsModerator}"));
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Line.Line}|{line.Person}|{(int)line.Line.Kind}|{(int)line.Line.Roles}|{(int)line.Line.Requested}|{(int?)line.Change.Roles}|{line.Line.Address?.Old}|{line.Change.DisplayName is null}|{teams}\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Names and addresses as they are compared: in any case.</summary>
    private sealed class KnownStaff(List<StaffAccount> accounts)
    {
        private readonly Dictionary<string, StaffAccount> byName = accounts.ToDictionary(account => account.NormalizedUserName!, StringComparer.Ordinal);
        private readonly Dictionary<string, StaffAccount> byAddress = accounts.Where(account => account.NormalizedEmail is not null).DistinctBy(account => account.NormalizedEmail).ToDictionary(account => account.NormalizedEmail!, StringComparer.Ordinal);
        private readonly HashSet<Guid> administrators = [.. accounts.Where(account => account.IsActive && ((StaffRoles)account.Roles & StaffRoles.Administrator) != StaffRoles.None).Select(account => account.Id)];

        public int Administrators => administrators.Count;

        public StaffAccount? Named(string userName) => byName.GetValueOrDefault(userName.ToUpperInvariant());

        public StaffAccount? WithAddress(string email) => byAddress.GetValueOrDefault(email.ToUpperInvariant());

        public bool IsAdministrator(Guid? person) => person is { } id && administrators.Contains(id);
    }
}
