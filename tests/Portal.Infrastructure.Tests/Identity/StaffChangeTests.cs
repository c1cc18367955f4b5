using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

/// <summary>Details, found by exact names, and what a directory's integration may and may not do to people.</summary>
public sealed class StaffChangeTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Actor Directory = new() { Kind = ActorKind.Integration, PersonId = Id.New<PersonId>(), Integration = Id.New<IntegrationId>(), Scopes = IntegrationScopes.PeopleManage };
    private readonly StaffWorld world = fixture.World;
    private readonly IStaff staff = fixture.Get<IStaff>();

    [Fact]
    public async Task Somebody_is_found_by_user_name_in_any_case_and_by_the_directorys_id_to_the_letter()
    {
        var invited = (await staff.Invite(Directory, Somebody() with { ExternalId = "Dir-1" }, None)).Value.Person;
        var line = (await staff.View(Directory, invited, None)).Value;
        Assert.Equal("Dir-1", line.ExternalId);
        Assert.Equal(invited, (await staff.Find(Directory, new StaffName(line.UserName.ToUpperInvariant(), null), None)).Value.Id);
        Assert.Equal(invited, (await staff.Find(Directory, new StaffName(null, "Dir-1"), None)).Value.Id);
        foreach (var name in (StaffName[])[new(null, "dir-1"), new("nobody", null), new("\0", null), new(null, null)])
            Assert.Equal(Refusal.NotFound, (await staff.Find(Directory, name, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await staff.View(Directory, Id.New<PersonId>(), None)).Refusal);
    }

    [Fact]
    public async Task A_change_of_several_things_is_made_whole()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = await world.Person();
        var session = (await world.SignIn(person)).Session;
        var name = Unique();
        var change = new StaffChange { UserName = name, DisplayName = "Another Name", ExternalId = name, Roles = StaffRoles.Coordinator, IsActive = false };
        Assert.Equal(StaffRoles.Coordinator, (await staff.Change(administrator, person.Id, change, None)).Value.Roles);
        var line = (await staff.View(administrator, person.Id, None)).Value;
        Assert.Equal((name, "Another Name", name, StaffRoles.Coordinator, StaffStanding.Suspended), (line.UserName, line.DisplayName, line.ExternalId, line.Roles, line.Standing));
        Assert.Null(await world.ActorOf(session));
        Assert.Superset(
            new HashSet<(AuditAction, AuditOutcome, string?)> { (AuditAction.StaffChanged, AuditOutcome.Succeeded, "details"), (AuditAction.RolesChanged, AuditOutcome.Succeeded, "set:2"), (AuditAction.StaffSuspended, AuditOutcome.Succeeded, null) },
            (await world.Audit(person.Id)).ToHashSet());
        Assert.True((await staff.Change(administrator, person.Id, new StaffChange { ExternalId = "" }, None)).IsOk);
        Assert.Null((await staff.View(administrator, person.Id, None)).Value.ExternalId);
    }

    [Fact]
    public async Task What_is_refused_in_one_part_is_done_in_none()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var (person, other) = (await world.Person(), await world.Person());
        foreach (var change in (StaffChange[])
        [
            new() { DisplayName = "Another", IsActive = false, Roles = (StaffRoles)64 },
            new() { DisplayName = "Another", IsActive = false, UserName = other.UserName },
            new() { DisplayName = "Another", IsActive = false, Email = other.Email },
            new() { DisplayName = "Another", IsActive = false, Email = "nowhere" },
            new() { DisplayName = "Another", IsActive = false, Roles = StaffRoles.None },
        ])
        {
            Assert.False((await staff.Change(administrator, person.Id, change, None)).IsOk);
            var line = (await staff.View(administrator, person.Id, None)).Value;
            Assert.Equal((person.UserName, person.Email, $"Person {person.Id}", StaffStanding.Active), (line.UserName, line.Email, line.DisplayName, line.Standing));
        }

        Assert.DoesNotContain(await world.Audit(person.Id), entry => entry.Action is AuditAction.StaffChanged or AuditAction.StaffSuspended);
        Assert.Equal(Refusal.Forbidden, (await staff.Change(administrator, administrator.PersonId, new StaffChange { DisplayName = "Myself" }, None)).Refusal);
    }

    [Fact]
    public async Task A_directorys_id_is_one_persons()
    {
        Assert.True((await staff.Invite(Directory, Somebody() with { ExternalId = "Dir-2" }, None)).IsOk);
        Assert.Equal(StaffRefusals.ExternalIdTaken, (await staff.Invite(Directory, Somebody() with { ExternalId = "Dir-2" }, None)).Refusal);
        var person = await world.Person();
        Assert.Equal(StaffRefusals.ExternalIdTaken, (await staff.Change(Directory, person.Id, new StaffChange { ExternalId = "Dir-2" }, None)).Refusal);
    }

    [Fact]
    public async Task A_new_mail_address_takes_back_the_links_to_the_old_one_which_is_told()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = await world.Person();
        await fixture.Get<IAccountLinks>().RequestPasswordReset(person.UserName, StaffWorld.Somewhere, None);
        var code = await world.CodeOfMail(person.Id);
        Assert.True((await staff.Change(administrator, person.Id, new StaffChange { Email = $"new-{person.Email}" }, None)).IsOk);
        Assert.Null(await fixture.Get<IAccountLinks>().Look(code, None));
        Assert.Equal(person.Email, (await world.MailsTo(person.Id))[^1].To);

        var invited = (await staff.Invite(administrator, Somebody(), None)).Value.Person;
        var first = await world.CodeOfMail(invited);
        Assert.True((await staff.Change(administrator, invited, new StaffChange { Email = "elsewhere@clinic.example" }, None)).IsOk);
        Assert.Null(await fixture.Get<IAccountLinks>().Look(first, None));
        Assert.Equal("elsewhere@clinic.example", (await world.MailsTo(invited))[^1].To);
        Assert.NotNull(await fixture.Get<IAccountLinks>().Look(await world.CodeOfMail(invited), None));
    }

    [Theory]
    [InlineData(StaffRoles.Administrator, false)]
    [InlineData(StaffRoles.Auditor | StaffRoles.Practitioner, false)]
    [InlineData(StaffRoles.Practitioner, true)]
    public async Task An_integration_changes_nobody_who_opens_the_whole_organisation_or_waits_to(StaffRoles roles, bool waits)
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = await world.Person(roles);
        if (waits) await staff.ChangeRoles(administrator, person.Id, roles | StaffRoles.Auditor, None);
        Assert.Equal(Refusal.Forbidden, (await staff.Change(Directory, person.Id, new StaffChange { Email = "mine@elsewhere.example" }, None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await staff.ChangeRoles(Directory, person.Id, StaffRoles.Coordinator, None)).Refusal);
        Assert.Equal(2, (await world.Audit(person.Id)).Count(entry => entry is { Action: AuditAction.AccessRefused, Code: nameof(CareAction.GrantAdministratorOrAuditor) }));
        Assert.True((await staff.Suspend(Directory, person.Id, None)).IsOk);
        if (!waits) Assert.Equal(Refusal.Forbidden, (await staff.Reactivate(Directory, person.Id, None)).Refusal);
    }

    [Fact]
    public async Task A_directory_may_leave_open_what_somebody_is_to_be_and_a_person_who_invites_says_it()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var open = Somebody() with { Roles = StaffRoles.None };
        Assert.Equal(RefusalKind.Validation, (await staff.Invite(administrator, open, None)).Refusal!.Kind);
        Assert.Equal(StaffRoles.None, (await staff.Invite(Directory, open, None)).Value.Roles);
    }

    private static string Unique() => "c" + Guid.NewGuid().ToString("N");

    private static NewStaff Somebody()
    {
        var name = Unique();
        return new NewStaff(name, $"{name}@clinic.example", $"Somebody {name}", StaffRoles.Practitioner);
    }
}
