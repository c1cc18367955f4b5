using Portal.Domain.Audit;
using Portal.Domain.CareTeams;
using Portal.Domain.Identity;
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
            Assert.False((await teams.Create(actor, Name(), "A team", CancellationToken.None)).IsOk);
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
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teams.Create(administrator, identifier, "Cardiology", CancellationToken.None)));
        var made = Assert.Single(tries, one => one.IsOk).Value;
        Assert.All(tries.Where(one => !one.IsOk), one => Assert.Equal(CareTeamRules.IdentifierTaken, one.Refusal));
        Assert.Contains(made, (await teams.ListAll(administrator, CancellationToken.None)).Value);
        Assert.Equal(["identifier", "name"], (await teams.Create(administrator, "a b", " ", CancellationToken.None)).Refusal!.Errors!.Keys.Order(StringComparer.Ordinal));
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

    private async Task<bool> SeesTeam(Actor actor, CareTeamId team) => (await teams.ListWritable(actor, CancellationToken.None)).Value.Any(one => one.Id == team);

    private Membership Open(CareTeamId team, PersonId person) => new(team, person, IsModerator: false, Now, To: null);

    private static string Name() => "team-" + Guid.NewGuid().ToString("N");
}
