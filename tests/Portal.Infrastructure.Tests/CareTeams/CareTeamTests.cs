using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.Care;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.CareTeams;

public sealed class CareTeamTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private readonly StaffWorld people = fixture.World;
    private readonly CareWorld care = new(fixture.Services);
    private readonly ICareTeams teams = fixture.Get<ICareTeams>();

    private DateTimeOffset Now => fixture.Clock.GetUtcNow();

    [Fact]
    public async Task Nobody_but_an_administrator_manages_care_teams_and_the_denial_is_on_record()
    {
        var (team, person) = (await care.CareTeam(), await people.Person());
        foreach (var roles in (StaffRoles[])[StaffRoles.Practitioner, StaffRoles.Coordinator, StaffRoles.Supervisor, StaffRoles.Auditor])
        {
            var actor = await people.Actor(roles);
            Assert.False((await teams.ListAll(actor, CancellationToken.None)).IsOk);
            Assert.False((await teams.Create(actor, new NewCareTeam(Name(), "A team"), CancellationToken.None)).IsOk);
            Assert.False((await teams.Members(actor, team, CancellationToken.None)).IsOk);
            Assert.False((await teams.AddMember(actor, Open(team, person.Id), CancellationToken.None)).IsOk);
            Assert.False((await teams.EndMembership(actor, team, person.Id, CancellationToken.None)).IsOk);
            Assert.False((await teams.SetSupervisor(actor, team, person.Id, supervises: true, CancellationToken.None)).IsOk);
            Assert.False((await teams.Supervisors(actor, team, CancellationToken.None)).IsOk);
            Assert.Equal(7, (await people.Audit(actor.PersonId)).Count(entry => entry is { Action: AuditAction.AccessRefused, Code: nameof(CareAction.ManageCareTeams) }));
        }
    }

    [Fact]
    public async Task Nobody_makes_himself_member_or_supervisor()
    {
        var (administrator, team) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam());
        Assert.Equal(Refusal.Forbidden, (await teams.AddMember(administrator, Open(team, administrator.PersonId), CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await teams.SetSupervisor(administrator, team, administrator.PersonId, supervises: true, CancellationToken.None)).Refusal);
        Assert.Empty((await teams.Members(administrator, team, CancellationToken.None)).Value);
        Assert.Equal(2, (await people.Audit(administrator.PersonId)).Count(entry => entry.Code == nameof(CareAction.GrantSelf)));
    }

    [Fact]
    public async Task A_member_sees_the_team_from_the_first_day_to_the_last()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Actor(StaffRoles.Practitioner));
        var day = TimeSpan.FromDays(1);
        Assert.True((await teams.AddMember(administrator, new Membership(team, person.PersonId, IsModerator: false, Now + day, Now + day + day), CancellationToken.None)).IsOk);
        Assert.False(await SeesTeam(person, team));
        fixture.Clock.Jump(day);
        Assert.True(await SeesTeam(person, team));
        fixture.Clock.Jump(day - TimeSpan.FromMilliseconds(1));
        Assert.True(await SeesTeam(person, team));
        fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await SeesTeam(person, team));
    }

    [Fact]
    public async Task An_ended_membership_closes_the_panel_at_once_and_stays_on_record()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Actor(StaffRoles.Coordinator));
        await teams.AddMember(administrator, Open(team, person.PersonId), CancellationToken.None);
        Assert.True(await SeesTeam(person, team));
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await teams.EndMembership(administrator, team, person.PersonId, CancellationToken.None)).IsOk);
        Assert.False(await SeesTeam(person, team));
        var line = Assert.Single((await teams.Members(administrator, team, CancellationToken.None)).Value);
        Assert.Equal((Now, false), (line.Membership.To!.Value, line.IsActive));
        Assert.Equal(Refusal.NotFound, (await teams.EndMembership(administrator, team, person.PersonId, CancellationToken.None)).Refusal);
        Assert.Equal(["added", "ended"], (await people.Audit(person.PersonId)).Where(entry => entry.Action == AuditAction.MembershipChanged).Select(entry => entry.Code));
    }

    [Fact]
    public async Task Nobody_is_a_member_twice_at_the_same_time()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Person());
        var tries = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => teams.AddMember(administrator, Open(team, person.Id), CancellationToken.None)));
        Assert.Single(tries, one => one.IsOk);
        Assert.All(tries.Where(one => !one.IsOk), one => Assert.Equal(CareTeamRules.AlreadyMember, one.Refusal));
        await teams.EndMembership(administrator, team, person.Id, CancellationToken.None);
        Assert.True((await teams.AddMember(administrator, Open(team, person.Id), CancellationToken.None)).IsOk);
    }

    [Fact]
    public async Task A_membership_that_ends_before_it_begins_is_refused_and_so_are_strangers()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Person());
        Assert.Equal(RefusalKind.Validation, (await teams.AddMember(administrator, Open(team, person.Id) with { To = Now }, CancellationToken.None)).Refusal!.Kind);
        Assert.Equal(Refusal.NotFound, (await teams.AddMember(administrator, Open(Id.New<CareTeamId>(), person.Id), CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await teams.AddMember(administrator, Open(team, Id.New<PersonId>()), CancellationToken.None)).Refusal);
        var patient = await care.Patient();
        Assert.Equal(Refusal.NotFound, (await teams.AddMember(administrator, Open(team, patient.PersonId), CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task An_identifier_names_one_care_team()
    {
        var administrator = await people.Actor(StaffRoles.Administrator);
        var identifier = Name();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teams.Create(administrator, new NewCareTeam(identifier, "Cardiology"), CancellationToken.None)));
        var made = Assert.Single(tries, one => one.IsOk).Value;
        Assert.All(tries.Where(one => !one.IsOk), one => Assert.Equal(CareTeamRules.IdentifierTaken, one.Refusal));
        Assert.Contains(made, (await teams.ListAll(administrator, CancellationToken.None)).Value);
        Assert.Equal(["identifier", "name"], (await teams.Create(administrator, new NewCareTeam("a b", " "), CancellationToken.None)).Refusal!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_membership_that_is_set_replaces_what_was_to_come_and_said_twice_changes_nothing()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Person());
        var open = Open(team, person.Id);
        Assert.True((await teams.AddMember(administrator, open with { From = Now.AddDays(-1), To = Now.AddDays(1) }, CancellationToken.None)).IsOk);
        Assert.True((await teams.AddMember(administrator, open with { From = Now.AddDays(2) }, CancellationToken.None)).IsOk);
        for (var again = 0; again < 2; again++) Assert.True((await teams.SetMember(administrator, open with { From = Now.AddDays(-7), To = Now.AddDays(5) }, CancellationToken.None)).IsOk);
        var line = Assert.Single((await teams.Members(administrator, team, CancellationToken.None)).Value);
        Assert.Equal((Now.AddDays(-1), Now.AddDays(5), true), (line.Membership.From, line.Membership.To!.Value, line.IsActive));
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await teams.SetMember(administrator, open with { From = Now, IsModerator = true }, CancellationToken.None)).IsOk);
        var lines = (await teams.Members(administrator, team, CancellationToken.None)).Value;
        Assert.Equal([(Now, (DateTimeOffset?)null, true), (Now.AddDays(-1).AddSeconds(-1), Now, false)], lines.Select(one => (one.Membership.From, one.Membership.To, one.Membership.IsModerator)));
        Assert.Equal(["added", "added", "added", "added-moderator"], (await people.Audit(person.Id)).Where(entry => entry.Action == AuditAction.MembershipChanged).Select(entry => entry.Code));
        Assert.Equal(RefusalKind.Validation, (await teams.SetMember(administrator, open with { From = Now.AddDays(-2), To = Now.AddDays(-1) }, CancellationToken.None)).Refusal!.Kind);
        Assert.Equal(Refusal.Forbidden, (await teams.SetMember(administrator, Open(team, administrator.PersonId), CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task Who_joins_and_who_leaves_is_one_change_or_none()
    {
        var (administrator, team) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam());
        var (stays, leaves, joins) = ((await people.Person()).Id, (await people.Person()).Id, (await people.Person()).Id);
        Assert.True((await teams.Change(administrator, team, new CareTeamChange { Join = [stays, leaves] }, CancellationToken.None)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var wrong = new CareTeamChange { Name = "Another", OnlyThese = [stays, joins], Join = [stays, joins, Id.New<PersonId>()] };
        Assert.Equal(CareTeamRules.UnknownPerson, (await teams.Change(administrator, team, wrong, CancellationToken.None)).Refusal);
        Assert.Equal([stays, leaves], await Members());
        var changed = (await teams.Change(administrator, team, wrong with { Join = [stays, joins] }, CancellationToken.None)).Value;
        Assert.Equal("Another", changed.Name);
        Assert.Equal([stays, joins], await Members());
        Assert.Equal(["added", "ended"], (await people.Audit(leaves)).Where(entry => entry.Action == AuditAction.MembershipChanged).Select(entry => entry.Code));
        Assert.Equal(["added"], (await people.Audit(stays)).Where(entry => entry.Action == AuditAction.MembershipChanged).Select(entry => entry.Code));
        Assert.Equal(Refusal.Forbidden, (await teams.Change(administrator, team, new CareTeamChange { Join = [administrator.PersonId] }, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await teams.Change(administrator, Id.New<CareTeamId>(), new CareTeamChange(), CancellationToken.None)).Refusal);

        async Task<IEnumerable<PersonId>> Members() =>
            new[] { stays, leaves, joins }.Intersect((await teams.Members(administrator, team, CancellationToken.None)).Value.Where(line => line.IsActive).Select(line => line.Membership.Person));
    }

    [Fact]
    public async Task A_directorys_id_is_one_care_teams_and_members_come_with_the_team_or_the_team_does_not()
    {
        var (administrator, person) = (await people.Actor(StaffRoles.Administrator), await people.Person());
        var wanted = new NewCareTeam(Name(), "Cardiology") { ExternalId = Name(), Members = [person.Id] };
        var made = (await teams.Create(administrator, wanted, CancellationToken.None)).Value;
        Assert.Equal(person.Id, Assert.Single((await teams.Members(administrator, made.Id, CancellationToken.None)).Value).Membership.Person);
        Assert.Equal(CareTeamRules.ExternalIdTaken, (await teams.Create(administrator, wanted with { Identifier = Name() }, CancellationToken.None)).Refusal);
        Assert.Equal(CareTeamRules.ExternalIdTaken, (await teams.Change(administrator, await care.CareTeam(), new CareTeamChange { ExternalId = wanted.ExternalId }, CancellationToken.None)).Refusal);
        var half = new NewCareTeam(Name(), "Half") { Members = [person.Id, Id.New<PersonId>()] };
        Assert.Equal(CareTeamRules.UnknownPerson, (await teams.Create(administrator, half, CancellationToken.None)).Refusal);
        Assert.DoesNotContain((await teams.ListAll(administrator, CancellationToken.None)).Value, team => team.Identifier == half.Identifier);
    }

    [Fact]
    public async Task A_patient_may_write_to_every_active_team_and_an_administrator_to_none()
    {
        var (patient, administrator, team) = (await care.Patient(), await people.Actor(StaffRoles.Administrator), await care.CareTeam());
        Assert.True(await SeesTeam(patient, team));
        Assert.Empty((await teams.ListWritable(administrator, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task Supervising_is_given_and_taken_and_opens_no_panel()
    {
        var (administrator, team, person) = (await people.Actor(StaffRoles.Administrator), await care.CareTeam(), await people.Actor(StaffRoles.Supervisor));
        Assert.True((await teams.SetSupervisor(administrator, team, person.PersonId, supervises: true, CancellationToken.None)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await teams.SetSupervisor(administrator, team, person.PersonId, supervises: true, CancellationToken.None)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await SeesTeam(person, team));
        Assert.Equal([person.PersonId], (await teams.Supervisors(administrator, team, CancellationToken.None)).Value.Select(line => line.Person));
        Assert.True((await teams.SetSupervisor(administrator, team, person.PersonId, supervises: false, CancellationToken.None)).IsOk);
        Assert.Empty((await teams.Supervisors(administrator, team, CancellationToken.None)).Value);
        Assert.Equal(["supervises", "supervises", "supervises-no-more"], (await people.Audit(person.PersonId)).Where(entry => entry.Action == AuditAction.MembershipChanged).Select(entry => entry.Code));
    }

    /// <summary>An administrator with a key of her own would open a panel by it.</summary>
    [Theory]
    [InlineData(StaffRoles.Administrator, false)]
    [InlineData(StaffRoles.Auditor | StaffRoles.Practitioner, false)]
    [InlineData(StaffRoles.Practitioner, true)]
    public async Task An_integration_gives_no_place_to_whoever_opens_the_whole_organisation_or_waits_to(StaffRoles roles, bool waits)
    {
        var (administrator, directory, team) = (await people.Actor(StaffRoles.Administrator), await people.Directory(), await care.CareTeam());
        var (person, plain) = ((await people.Person(roles)).Id, (await people.Person()).Id);
        if (waits) await fixture.Get<IStaff>().ChangeRoles(administrator, person, roles | StaffRoles.Auditor, CancellationToken.None);
        var open = Open(team, person);
        Assert.Equal(Refusal.Forbidden, (await teams.AddMember(directory, open, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await teams.SetMember(directory, open, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await teams.SetSupervisor(directory, team, person, supervises: true, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await teams.Change(directory, team, new CareTeamChange { Join = [plain, person] }, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await teams.Create(directory, new NewCareTeam(Name(), "Theirs") { Members = [plain, person] }, CancellationToken.None)).Refusal);
        Assert.Empty((await teams.Members(administrator, team, CancellationToken.None)).Value);
        Assert.Empty((await teams.Supervisors(administrator, team, CancellationToken.None)).Value);
        Assert.Equal(5, (await people.Audit(person)).Count(entry => entry is { Action: AuditAction.AccessRefused, Code: nameof(CareAction.GrantAdministratorOrAuditor) }));

        // Where people put such a person a directory leaves her, makes her no moderator, and may take her out.
        Assert.True((await teams.AddMember(administrator, open, CancellationToken.None)).IsOk);
        Assert.True((await teams.SetSupervisor(administrator, team, person, supervises: true, CancellationToken.None)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await teams.Change(directory, team, new CareTeamChange { OnlyThese = [plain, person], Join = [plain, person] }, CancellationToken.None)).IsOk);
        Assert.Equal(Refusal.Forbidden, (await teams.SetMember(directory, open with { IsModerator = true }, CancellationToken.None)).Refusal);
        Assert.True((await teams.EndMembership(directory, team, person, CancellationToken.None)).IsOk);
        Assert.True((await teams.SetSupervisor(directory, team, person, supervises: false, CancellationToken.None)).IsOk);
        Assert.Equal([plain], (await teams.Members(administrator, team, CancellationToken.None)).Value.Where(line => line.IsActive).Select(line => line.Membership.Person));
    }

    private async Task<bool> SeesTeam(Actor actor, CareTeamId team) => (await teams.ListWritable(actor, CancellationToken.None)).Value.Any(one => one.Id == team);

    private Membership Open(CareTeamId team, PersonId person) => new(team, person, IsModerator: false, Now, To: null);

    private static string Name() => "team-" + Guid.NewGuid().ToString("N");
}
