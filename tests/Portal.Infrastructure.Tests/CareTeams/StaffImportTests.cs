using System.Text;
using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.CareTeams.Import;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.CareTeams;

/// <summary>Staff from a file over real rows: checked without a trace, then whole or not at all.</summary>
public sealed class StaffImportTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private const string Header = "userName,email,displayName,roles,careTeams,from,to\n";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly StaffWorld people = fixture.World;
    private readonly CareWorld care = new(fixture.Services);
    private readonly IStaffImport import = fixture.Get<IStaffImport>();
    private readonly IStaff staff = fixture.Get<IStaff>();

    [Fact]
    public async Task A_file_is_checked_without_a_trace_and_then_done_whole()
    {
        var administrator = await people.Actor(StaffRoles.Administrator);
        var (team, known, same) = (await care.CareTeam(Unique()), await people.Person(), await people.Person());
        var name = (await fixture.Get<ICareTeams>().ListAll(administrator, None)).Value.Single(one => one.Id == team).Identifier;
        var (fresh, powerful) = (Unique(), Unique());
        var csv = File(
            $"{fresh},{fresh}@clinic.example,Dr. New,practitioner,{name},,",
            $"{powerful},{powerful}@clinic.example,Dr. Powerful,practitioner auditor,,,",
            $"{known.UserName},{known.Email},Dr. Renamed,coordinator,{name},,",
            $"{same.UserName},{same.Email},Person {same.Id},practitioner,,,");
        var plan = (await import.Check(administrator, csv, None)).Value;
        Assert.Empty(plan.Errors);
        Assert.Equal([ImportKind.Invited, ImportKind.Invited, ImportKind.Changed, ImportKind.Unchanged], plan.Lines.Select(line => line.Kind));
        Assert.Equal((StaffRoles.Practitioner, StaffRoles.Auditor), (plan.Lines[1].Roles, plan.Lines[1].Requested));
        Assert.Equal(Refusal.NotFound, (await staff.Find(administrator, new StaffName(fresh, null), None)).Refusal);
        Assert.Equal(new ImportResult(2, 1, 1), (await import.Apply(administrator, csv, plan.Hash, None)).Value);
        var invited = (await staff.Find(administrator, new StaffName(fresh, null), None)).Value;
        Assert.Equal((StaffStanding.Invited, StaffRoles.Practitioner), (invited.Standing, invited.Roles));
        Assert.NotEmpty(await people.MailsTo(invited.Id));
        var changed = (await staff.View(administrator, known.Id, None)).Value;
        Assert.Equal(("Dr. Renamed", StaffRoles.Coordinator), (changed.DisplayName, changed.Roles));
        Assert.Equal([known.Id, invited.Id], (await fixture.Get<ICareTeams>().Members(administrator, team, None)).Value.Where(line => line.IsActive).Select(line => line.Membership.Person).OrderBy(id => id == invited.Id));
        Assert.Equal(StaffRoles.Auditor, (await staff.Find(administrator, new StaffName(powerful, null), None)).Value.Requested);
        Assert.Contains((AuditAction.StaffImported, AuditOutcome.Succeeded, "2+1+1"), await people.Audit(administrator.PersonId));

        // The same file again has nothing left to do.
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([ImportKind.Unchanged, ImportKind.Changed, ImportKind.Unchanged, ImportKind.Unchanged], (await import.Check(administrator, csv, None)).Value.Lines.Select(line => line.Kind));
    }

    [Fact]
    public async Task Another_address_is_told_with_the_old_one_and_what_weighs_most_stands_first()
    {
        var administrator = await people.Actor(StaffRoles.Administrator);
        var (same, renamed, moved, risen) = (await people.Person(), await people.Person(), await people.Person(), await people.Person());
        var (fresh, elsewhere) = (Unique(), $"{Unique()}@elsewhere.example");
        var csv = File(
            $"{same.UserName},{same.Email},Person {same.Id},practitioner,,,",
            $"{renamed.UserName},{renamed.Email},Dr. Renamed,practitioner,,,",
            $"{fresh},{fresh}@clinic.example,Dr. New,practitioner,,,",
            $"{moved.UserName},{elsewhere},Person {moved.Id},practitioner,,,",
            $"{risen.UserName},{risen.Email},Person {risen.Id},practitioner auditor,,,");
        var plan = (await import.Check(administrator, csv, None)).Value;
        Assert.Equal([null, null, null, new AddressChange(moved.Email, elsewhere), null], plan.Lines.Select(line => line.Address));
        Assert.Equal([5, 6, 3, 4, 2], plan.ByWeight().Select(line => line.Line));

        // Who was given another address meanwhile would be moved from there: that was not shown.
        await staff.Change(administrator, moved.Id, new StaffChange { Email = $"other-{elsewhere}" }, None);
        Assert.Equal(ImportRules.Changed, (await import.Apply(administrator, csv, plan.Hash, None)).Refusal);
    }

    [Fact]
    public async Task Wrong_lines_keep_the_whole_file_out()
    {
        var administrator = await people.Person(StaffRoles.Administrator);
        var actor = await people.SignedIn(administrator);
        var (other, suspended) = (await people.Person(), await people.Person());
        await staff.Suspend(actor, suspended.Id, None);
        var good = Unique();
        var csv = File(
            $"{good},{good}@clinic.example,Good,practitioner,,,",
            $"{Unique()},{other.Email},Taken,practitioner,,,",
            $"{Unique()},{Unique()}@clinic.example,Team,practitioner,no-such-team,,",
            $"{Unique()},{Unique()}@clinic.example,Past,practitioner,,,2020-01-01",
            $"{administrator.UserName},{administrator.Email},Myself,administrator practitioner,,,",
            $"{suspended.UserName},{suspended.Email},Back,practitioner,,,");
        var plan = (await import.Check(actor, csv, None)).Value;
        Assert.Equal(
            [(3, ImportFault.Taken), (4, ImportFault.CareTeam), (5, ImportFault.Period), (6, ImportFault.Own), (7, ImportFault.Suspended)],
            plan.Errors.Select(error => (error.Line, error.Fault)));
        Assert.Equal(ImportRules.LinesWrong, (await import.Apply(actor, csv, plan.Hash, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await staff.Find(actor, new StaffName(good, null), None)).Refusal);
        Assert.Equal(StaffRoles.Administrator, (await staff.View(actor, administrator.Id, None)).Value.Roles);
        var audit = await people.Audit(actor.PersonId);
        Assert.Contains((AuditAction.StaffImported, AuditOutcome.Refused, "import-lines-wrong"), audit);
        Assert.Contains((AuditAction.AccessRefused, AuditOutcome.Refused, nameof(CareAction.GrantSelf)), audit);
    }

    [Fact]
    public async Task A_file_that_takes_every_administrators_role_is_wrong_in_each_such_line()
    {
        var actor = await people.Actor(StaffRoles.Administrator);
        var page = (await staff.List(actor, null, new PageRequest(PageRequest.MaxLimit, null), None)).Value;
        var administrators = page.Items.Where(line => (line.Roles & StaffRoles.Administrator) != StaffRoles.None && line.Standing == StaffStanding.Active).ToList();
        var csv = File([.. administrators.Select(line => $"{line.UserName},{line.Email},{line.DisplayName},practitioner,,,")]);
        var faults = (await import.Check(actor, csv, None)).Value.Errors.GroupBy(error => error.Fault).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal((1, administrators.Count), (faults[ImportFault.Own], faults[ImportFault.LastAdministrator]));
    }

    [Fact]
    public async Task What_changed_since_the_check_has_to_be_checked_again()
    {
        var (administrator, person) = (await people.Actor(StaffRoles.Administrator), await people.Person());
        var csv = File($"{person.UserName},{person.Email},Dr. Renamed,practitioner,,,");
        var plan = (await import.Check(administrator, csv, None)).Value;
        await staff.ChangeRoles(administrator, person.Id, StaffRoles.Coordinator, None);
        Assert.Equal(ImportRules.Changed, (await import.Apply(administrator, csv, plan.Hash, None)).Refusal);
        Assert.Equal(ImportRules.Changed, (await import.Apply(administrator, File($"{person.UserName},{person.Email},Dr. Other,practitioner,,,"), plan.Hash, None)).Refusal);
        Assert.Equal($"Person {person.Id}", (await staff.View(administrator, person.Id, None)).Value.DisplayName);
        Assert.Contains((AuditAction.StaffImported, AuditOutcome.Refused, "import-changed"), await people.Audit(administrator.PersonId));
    }

    [Fact]
    public async Task Who_may_not_manage_staff_brings_no_file_and_a_file_of_another_encoding_is_on_record()
    {
        var csv = File($"{Unique()},{Unique()}@clinic.example,A,practitioner,,,");
        Assert.Equal(Refusal.Forbidden, (await import.Check(await people.Actor(StaffRoles.Supervisor), csv, None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await import.Apply(await people.Actor(StaffRoles.Practitioner), csv, "", None)).Refusal);
        var administrator = await people.Actor(StaffRoles.Administrator);
        Assert.Equal(ImportRules.NotUtf8, (await import.Check(administrator, Encoding.Unicode.GetBytes(Header), None)).Refusal);
        Assert.Contains((AuditAction.StaffImported, AuditOutcome.Refused, "not-utf-8"), await people.Audit(administrator.PersonId));
        var directory = new Actor { Kind = ActorKind.Integration, PersonId = Id.New<PersonId>(), Integration = Id.New<IntegrationId>(), Scopes = IntegrationScopes.PeopleManage };
        var powerful = File($"{Unique()},{Unique()}@clinic.example,A,administrator,,,");
        Assert.Equal(ImportFault.NotYours, Assert.Single((await import.Check(directory, powerful, None)).Value.Errors).Fault);
    }

    private static byte[] File(params string[] lines) => Encoding.UTF8.GetBytes(Header + string.Join("\r\n", lines));

    private static string Unique() => "i" + Guid.NewGuid().ToString("N");
}
