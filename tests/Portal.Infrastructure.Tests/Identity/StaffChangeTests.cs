using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

/// <summary>Details, found by exact names, and what a directory's integration may and may not do to people.</summary>
public sealed class StaffChangeTests(StaffFixture fixture) : IClassFixture<StaffFixture>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly StaffWorld world = fixture.World;
    private readonly IStaff staff = fixture.Get<IStaff>();

    private Actor Directory { get; set; } = null!;

    public async Task InitializeAsync() => Directory = await world.Directory();

    public Task DisposeAsync() => Task.CompletedTask;

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

    /// <summary>Who signs in by a passkey or the hospital's provider has no password, and is nobody who waits for an invitation.</summary>
    [Fact]
    public async Task Who_has_been_here_without_a_password_gets_no_invitation_at_a_new_address_and_the_old_one_is_told()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var (signedIn, keyed) = (await world.Person(), await world.Person());
        await world.SignIn(signedIn);
        await world.GivePasskey(keyed);
        foreach (var person in (StaffPerson[])[signedIn, keyed])
        {
            await world.ForgetPassword(person);
            Assert.Equal(StaffStanding.Active, (await staff.View(first, person.Id, None)).Value.Standing);
            Assert.Equal(StaffRefusals.AlreadyAccepted, (await staff.InviteAgain(first, person.Id, None)).Refusal);
            Assert.True((await staff.RequestSecondFactorReset(first, person.Id, None)).IsOk);
            var request = (await staff.ListRequests(first, None)).Value.Single(line => line.Person == person.Id);
            Assert.True((await staff.Change(Directory, person.Id, new StaffChange { Email = $"new-{person.Email}" }, None)).IsOk);
            Assert.Equal(person.Email, Assert.Single(await world.MailsTo(person.Id)).To);
            Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(second, request.Id, None)).Refusal);
        }
    }

    [Fact]
    public async Task A_passkey_is_a_second_factor_as_an_app_is_and_no_integration_is_told_of_either()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var (app, key, nothing) = (await world.Person(), await world.Person(hasSecondFactor: false), await world.Person(hasSecondFactor: false));
        await world.GivePasskey(key);
        Assert.Equal((true, true, false), (await Has(administrator, app), await Has(administrator, key), await Has(administrator, nothing)));
        Assert.Equal((null, null, null), (await Has(Directory, app), await Has(Directory, key), await Has(Directory, nothing)));
        Assert.All((await staff.List(Directory, null, PageRequest.First, None)).Value.Items, line => Assert.Null(line.HasSecondFactor));
        Assert.All((await staff.Range(Directory, 0, 5, None)).Value.Lines, line => Assert.Null(line.HasSecondFactor));
        Assert.Null((await staff.Find(Directory, new StaffName(app.UserName, null), None)).Value.HasSecondFactor);

        async Task<bool?> Has(Actor actor, StaffPerson person) => (await staff.View(actor, person.Id, None)).Value.HasSecondFactor;
    }

    [Fact]
    public async Task Roles_that_are_added_and_taken_leave_the_others_as_they_stand_by_then()
    {
        var person = await world.Person(StaffRoles.Practitioner | StaffRoles.Supervisor);
        Assert.Equal(StaffRoles.Supervisor, (await staff.ChangeRoles(Directory, person.Id, StaffRoles.Supervisor, None)).Value.Roles);
        Assert.Equal(StaffRoles.Supervisor | StaffRoles.Coordinator, (await staff.Change(Directory, person.Id, new StaffChange { Gains = StaffRoles.Coordinator }, None)).Value.Roles);
        Assert.Equal(StaffRoles.Coordinator, (await staff.Change(Directory, person.Id, new StaffChange { Loses = StaffRoles.Supervisor }, None)).Value.Roles);
    }

    private static string Unique() => "c" + Guid.NewGuid().ToString("N");

    private static NewStaff Somebody()
    {
        var name = Unique();
        return new NewStaff(name, $"{name}@clinic.example", $"Somebody {name}", StaffRoles.Practitioner);
    }
}
