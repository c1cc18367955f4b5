using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class StaffTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private readonly StaffWorld world = fixture.World;
    private readonly IStaff staff = fixture.Get<IStaff>();

    [Trait("ASVS", "16.3.2")]
    [Fact]
    public async Task Nobody_but_an_administrator_manages_staff_and_the_denial_is_on_record()
    {
        var person = await world.Person();
        foreach (var roles in (StaffRoles[])[StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Supervisor, StaffRoles.Auditor])
        {
            var actor = await world.Actor(roles);
            Assert.False((await staff.List(actor, null, PageRequest.First, CancellationToken.None)).IsOk);
            Assert.False((await staff.Invite(actor, Somebody(), CancellationToken.None)).IsOk);
            Assert.False((await staff.ChangeRoles(actor, person.Id, StaffRoles.Coordinator, CancellationToken.None)).IsOk);
            Assert.False((await staff.Suspend(actor, person.Id, CancellationToken.None)).IsOk);
            Assert.False((await staff.RequestSecondFactorReset(actor, person.Id, CancellationToken.None)).IsOk);
            Assert.False((await staff.ListRequests(actor, CancellationToken.None)).IsOk);
            Assert.False((await staff.Approve(actor, Id.New<StaffRequestId>(), CancellationToken.None)).IsOk);
            Assert.Equal(7, (await world.Audit(actor.PersonId)).Count(entry => entry is { Action: AuditAction.AccessRefused, Code: nameof(CareAction.ManageStaff) }));
        }
    }

    [Fact]
    public async Task Nobody_changes_the_own_roles_or_standing()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var own = administrator.PersonId;
        Assert.Equal(Refusal.Forbidden, (await staff.ChangeRoles(administrator, own, StaffRoles.Administrator | StaffRoles.Practitioner, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await staff.RequestSecondFactorReset(administrator, own, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await staff.Suspend(administrator, own, CancellationToken.None)).Refusal);
        Assert.Equal(StaffRoles.Administrator, (await world.ActorOf(administrator.Session!.Value))!.Roles);
        Assert.Equal(3, (await world.Audit(own)).Count(entry => entry is { Action: AuditAction.AccessRefused, Code: nameof(CareAction.GrantSelf) }));
    }

    [Fact]
    public async Task Clinical_roles_hold_at_once_and_end_what_was_open_under_the_old_ones()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = await world.Person();
        var session = (await world.SignIn(person)).Session;
        var change = (await staff.ChangeRoles(administrator, person.Id, StaffRoles.Coordinator | StaffRoles.Supervisor, CancellationToken.None)).Value;
        Assert.Equal(new RoleChange(person.Id, StaffRoles.Coordinator | StaffRoles.Supervisor, StaffRoles.None), change);
        Assert.Null(await world.ActorOf(session));
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(StaffRoles.Coordinator | StaffRoles.Supervisor, (await world.SignedIn(person)).Roles);
        Assert.Contains((AuditAction.RolesChanged, AuditOutcome.Succeeded, "set:6"), await world.Audit(person.Id));
    }

    [Fact]
    public async Task An_auditor_is_made_by_two_administrators_and_not_by_one()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var person = await world.Person();
        var change = (await staff.ChangeRoles(first, person.Id, StaffRoles.Practitioner | StaffRoles.Auditor, CancellationToken.None)).Value;
        Assert.Equal(new RoleChange(person.Id, StaffRoles.Practitioner, StaffRoles.Auditor), change);
        Assert.Equal(StaffRoles.Practitioner, (await world.SignedIn(person)).Roles);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var request = await RequestFor(first, person);
        Assert.Equal("second-person", (await staff.Approve(first, request.Id, CancellationToken.None)).Refusal!.Reason);
        Assert.True((await staff.Approve(second, request.Id, CancellationToken.None)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(StaffRoles.Practitioner | StaffRoles.Auditor, (await world.SignedIn(person)).Roles);
        Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(second, request.Id, CancellationToken.None)).Refusal);
        Assert.Equal(
            ["requested:16", "approved:16"],
            (await world.Audit(person.Id)).Where(entry => entry.Action == AuditAction.RolesChanged && entry.Code != "set:1").Select(entry => entry.Code));
    }

    [Fact]
    public async Task Who_would_get_the_roles_does_not_approve_them()
    {
        var (first, person) = (await world.Actor(StaffRoles.Administrator), await world.Person(StaffRoles.Administrator));
        await staff.ChangeRoles(first, person.Id, StaffRoles.Administrator | StaffRoles.Auditor, CancellationToken.None);
        var request = await RequestFor(first, person);
        Assert.Equal(Refusal.Forbidden, (await staff.Approve(await world.SignedIn(person), request.Id, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await staff.Reject(await world.ActorOf((await Again(person)).Session) ?? throw new InvalidOperationException(), request.Id, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_request_is_over_after_seven_days_when_rejected_and_when_another_takes_its_place()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var (late, rejected, replaced) = (await world.Person(), await world.Person(), await world.Person());
        foreach (var person in (StaffPerson[])[late, rejected, replaced]) await staff.ChangeRoles(first, person.Id, StaffRoles.Administrator, CancellationToken.None);
        var (lateRequest, rejectedRequest, replacedRequest) = (await RequestFor(first, late), await RequestFor(first, rejected), await RequestFor(first, replaced));
        Assert.True((await staff.Reject(first, rejectedRequest.Id, CancellationToken.None)).IsOk);
        await staff.ChangeRoles(first, replaced.Id, StaffRoles.Coordinator, CancellationToken.None);
        Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(second, rejectedRequest.Id, CancellationToken.None)).Refusal);
        Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(second, replacedRequest.Id, CancellationToken.None)).Refusal);
        fixture.Clock.Jump(StaffRules.RequestLife);
        Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(second, lateRequest.Id, CancellationToken.None)).Refusal);
    }

    [Trait("ASVS", "2.3.4")]
    [Fact]
    public async Task Of_two_administrators_who_approve_at_once_one_does()
    {
        var (first, second, third) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var person = await world.Person();
        await staff.ChangeRoles(first, person.Id, StaffRoles.Practitioner | StaffRoles.Auditor, CancellationToken.None);
        var request = await RequestFor(first, person);
        var tries = await Task.WhenAll(new[] { second, third }.Select(actor => staff.Approve(actor, request.Id, CancellationToken.None)));
        Assert.Single(tries, one => one.IsOk);
    }

    [Fact]
    public async Task An_invited_administrator_is_none_until_a_second_person_says_so()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var invited = (await staff.Invite(first, Somebody() with { Roles = StaffRoles.Administrator | StaffRoles.Coordinator }, CancellationToken.None)).Value;
        Assert.Equal((StaffRoles.Coordinator, StaffRoles.Administrator), (invited.Roles, invited.Requested));
        var request = (await staff.ListRequests(second, CancellationToken.None)).Value.Single(line => line.Person == invited.Person);
        Assert.True((await staff.Approve(second, request.Id, CancellationToken.None)).IsOk);
        var line = (await staff.List(first, request.DisplayName, PageRequest.First, CancellationToken.None)).Value.Items.Single(one => one.Id == invited.Person);
        Assert.Equal((StaffRoles.Administrator | StaffRoles.Coordinator, StaffRoles.None, StaffStanding.Invited), (line.Roles, line.Requested, line.Standing));
    }

    [Fact]
    public async Task An_integration_with_the_scope_invites_clinicians_and_never_asks_for_an_administrator()
    {
        var integration = await world.Directory();
        Assert.True((await staff.Invite(integration, Somebody(), CancellationToken.None)).IsOk);
        Assert.False((await staff.Invite(integration, Somebody() with { Roles = StaffRoles.Administrator }, CancellationToken.None)).IsOk);
        Assert.False((await staff.Invite(integration with { Scopes = IntegrationScopes.ConversationsRead }, Somebody(), CancellationToken.None)).IsOk);
    }

    [Fact]
    public async Task Names_and_addresses_are_one_persons()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = Somebody();
        Assert.True((await staff.Invite(administrator, person, CancellationToken.None)).IsOk);
        Assert.Equal(StaffRefusals.UserNameTaken, (await staff.Invite(administrator, Somebody() with { UserName = person.UserName }, CancellationToken.None)).Refusal);
        Assert.Equal(StaffRefusals.EmailTaken, (await staff.Invite(administrator, Somebody() with { Email = person.Email.ToUpperInvariant() }, CancellationToken.None)).Refusal);
        var twins = Somebody();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.Invite(administrator, twins, CancellationToken.None)));
        Assert.Single(tries, one => one.IsOk);
    }

    [Fact]
    public async Task A_second_invitation_ends_the_first_link_and_none_goes_to_whoever_accepted()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var invited = (await staff.Invite(administrator, Somebody(), CancellationToken.None)).Value.Person;
        var first = await world.CodeOfMail(invited);
        Assert.True((await staff.InviteAgain(administrator, invited, CancellationToken.None)).IsOk);
        var links = fixture.Get<IAccountLinks>();
        Assert.Null(await links.Look(first, CancellationToken.None));
        Assert.True((await links.SetPassword(await world.CodeOfMail(invited), StaffPerson.Password, StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.Equal(StaffRefusals.AlreadyAccepted, (await staff.InviteAgain(administrator, invited, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_suspended_person_signs_in_again_once_reactivated()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var person = await world.Person();
        await staff.Suspend(administrator, person.Id, CancellationToken.None);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        await staff.Reactivate(administrator, person.Id, CancellationToken.None);
        Assert.NotNull(await world.SignedIn(person));
        Assert.Contains(await world.Audit(person.Id), entry => entry.Action == AuditAction.StaffSuspended);
    }

    [Trait("ASVS", "6.4.4")]
    [Fact]
    public async Task A_lost_phone_is_taken_off_by_two_administrators_and_the_next_sign_in_enrols_again()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var person = await world.Person();
        await world.Link(person, "https://sso.hospital.example", $"{person.Id}");
        var before = await world.SignIn(person);
        Assert.True((await staff.RequestSecondFactorReset(first, person.Id, CancellationToken.None)).IsOk);
        var request = await RequestFor(first, person);
        Assert.Equal((StaffRequestKind.SecondFactorReset, StaffRoles.None), (request.Kind, request.Roles));
        Assert.Equal("second-person", (await staff.Approve(first, request.Id, CancellationToken.None)).Refusal!.Reason);
        Assert.NotNull(await world.ActorOf(before.Session));
        Assert.Empty(await world.MailsTo(person.Id));
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await staff.Approve(second, request.Id, CancellationToken.None)).IsOk);
        Assert.Equal(["reset-requested", "reset"], (await world.Audit(person.Id)).Where(entry => entry.Action == AuditAction.SecondFactorChanged).Select(entry => entry.Code));
        Assert.Null(await world.ActorOf(before.Session));
        Assert.False(await world.IsLinked(person));
        Assert.Equal(SignInStage.EnrolmentNeeded, (await world.TryPassword(person.UserName, StaffPerson.Password)).Value.Stage);
        Assert.Single(await world.MailsTo(person.Id));
        for (var index = 0; index < 5; index++) await world.TryPassword(person.UserName, "not the password at all");
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password, StaffWorld.Somewhere with { Device = before.Device })).IsOk);
    }

    [Fact]
    public async Task Nobody_approves_the_reset_of_the_own_second_factor_and_no_integration_asks_for_one()
    {
        var (first, person) = (await world.Actor(StaffRoles.Administrator), await world.Person(StaffRoles.Administrator));
        var before = await world.SignedIn(person);
        await staff.RequestSecondFactorReset(first, person.Id, CancellationToken.None);
        var request = await RequestFor(first, person);
        Assert.Equal(Refusal.Forbidden, (await staff.Approve(before, request.Id, CancellationToken.None)).Refusal);
        Assert.NotNull(await world.ActorOf(before.Session!.Value));
        Assert.Equal(Refusal.Forbidden, (await staff.RequestSecondFactorReset(await world.Directory(), person.Id, CancellationToken.None)).Refusal);
        Assert.Contains((AuditAction.AccessRefused, AuditOutcome.Refused, nameof(CareAction.ResetSecondFactor)), await world.Audit(person.Id));
    }

    [Fact]
    public async Task A_request_for_a_reset_and_one_for_roles_stand_beside_each_other_and_end_with_a_suspension()
    {
        var (first, second) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Administrator));
        var person = await world.Person();
        await staff.ChangeRoles(first, person.Id, StaffRoles.Practitioner | StaffRoles.Auditor, CancellationToken.None);
        await staff.RequestSecondFactorReset(second, person.Id, CancellationToken.None);
        var requests = (await staff.ListRequests(first, CancellationToken.None)).Value.Where(line => line.Person == person.Id).ToList();
        Assert.Equal([StaffRequestKind.Roles, StaffRequestKind.SecondFactorReset], requests.Select(line => line.Kind).Order());
        await staff.Suspend(first, person.Id, CancellationToken.None);
        foreach (var request in requests) Assert.Equal(StaffRefusals.RequestOver, (await staff.Approve(await world.Actor(StaffRoles.Administrator), request.Id, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task An_unknown_person_is_not_found()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        Assert.Equal(Refusal.NotFound, (await staff.Suspend(administrator, Id.New<PersonId>(), CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await staff.Approve(administrator, Id.New<StaffRequestId>(), CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task The_list_is_paged_without_gaps_and_found_by_part_of_a_name()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var tag = Guid.NewGuid().ToString("N")[..10];
        for (var index = 0; index < 5; index++) await staff.Invite(administrator, new NewStaff($"{tag}.{index}", $"{tag}.{index}@clinic.example", $"Paged {tag} {index}", StaffRoles.Practitioner), CancellationToken.None);
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await staff.List(administrator, tag.ToUpperInvariant(), new PageRequest(2, cursor), CancellationToken.None)).Value;
            names.AddRange(page.Items.Select(line => line.UserName));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, 5).Select(index => $"{tag}.{index}"), names);
        Assert.Equal(RefusalKind.Validation, (await staff.List(administrator, null, new PageRequest(2, "not a cursor!"), CancellationToken.None)).Refusal!.Kind);
    }

    private async Task<StaffRequestLine> RequestFor(Actor administrator, StaffPerson person) =>
        (await staff.ListRequests(administrator, CancellationToken.None)).Value.Single(line => line.Person == person.Id);

    private Task<SignedIn> Again(StaffPerson person)
    {
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        return world.SignIn(person);
    }

    private static NewStaff Somebody()
    {
        var name = "s" + Guid.NewGuid().ToString("N");
        return new NewStaff(name, $"{name}@clinic.example", $"Somebody {name}", StaffRoles.Practitioner);
    }
}
