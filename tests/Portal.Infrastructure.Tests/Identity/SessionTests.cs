using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Identity.Sessions;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class SessionTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private readonly StaffWorld world = fixture.World;
    private readonly IStaffSessions sessions = fixture.Get<IStaffSessions>();

    [Trait("ASVS", "7.2.4")]
    [Trait("ASVS", "7.2.3")]
    [Fact]
    public async Task Every_sign_in_is_a_session_of_its_own()
    {
        var person = await world.Person();
        var first = await world.SignIn(person);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var second = await world.SignIn(person, StaffWorld.Somewhere with { Device = first.Device });
        Assert.NotEqual(first.Session, second.Session);
        Assert.NotNull(await world.ActorOf(first.Session));
    }

    [Trait("ASVS", "7.3.1")]
    [Fact]
    public async Task After_fifteen_minutes_without_an_act_the_session_is_nobodys_and_stays_so()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        fixture.Clock.Advance(IStaffSessions.IdleLimit - TimeSpan.FromSeconds(1));
        Assert.NotNull(await world.ActorOf(actor.Session!.Value));
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await world.ActorOf(actor.Session!.Value));
        Assert.Equal(Refusal.Unauthorized, (await sessions.Touch(actor, CancellationToken.None)).Refusal);
        Assert.Null(await world.ActorOf(actor.Session!.Value));
    }

    [Fact]
    public async Task Being_looked_up_is_no_act_and_a_touch_is()
    {
        var (idle, busy) = (await world.Actor(StaffRoles.Practitioner), await world.Actor(StaffRoles.Practitioner));
        for (var minute = 0; minute < 20; minute++)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            await world.ActorOf(idle.Session!.Value);
            Assert.True((await sessions.Touch(busy, CancellationToken.None)).IsOk);
        }

        Assert.Null(await world.ActorOf(idle.Session!.Value));
        Assert.NotNull(await world.ActorOf(busy.Session!.Value));
    }

    [Trait("ASVS", "7.3.2")]
    [Fact]
    public async Task However_busy_a_session_ends_after_twelve_hours()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        for (var spent = TimeSpan.Zero; spent < IStaffSessions.AbsoluteLimit - TimeSpan.FromMinutes(10); spent += TimeSpan.FromMinutes(10))
        {
            fixture.Clock.Jump(TimeSpan.FromMinutes(10));
            Assert.True((await sessions.Touch(actor, CancellationToken.None)).IsOk);
        }

        fixture.Clock.Jump(TimeSpan.FromMinutes(10));
        Assert.Null(await world.ActorOf(actor.Session!.Value));
    }

    [Fact]
    public async Task A_session_that_ended_by_itself_is_written_down_once()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        fixture.Clock.Advance(IStaffSessions.IdleLimit + TimeSpan.FromMinutes(2));
        var sweeper = fixture.Services.GetServices<IHostedService>().OfType<SessionSweeper>().Single();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sweeper.Sweep(CancellationToken.None)));
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var rows = await context.Set<AuditEventRow>().Where(row => row.SubjectId == actor.Session!.Value.Value && row.Action == (short)AuditAction.SessionEnded).ToListAsync();
        Assert.Equal("idle", Assert.Single(rows).Code);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_good()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        Assert.True((await fixture.Get<IStaffSignIn>().SignOut(actor, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf(actor.Session!.Value));
        Assert.Equal(RefusalKind.Unauthorized, (await sessions.Touch(actor, CancellationToken.None)).Refusal!.Kind);
        Assert.Contains(await world.Audit(actor.PersonId), entry => entry.Action == AuditAction.SignedOut);
    }

    [Fact]
    public async Task The_own_sessions_are_listed_and_one_can_be_ended()
    {
        var person = await world.Person();
        var here = await world.SignedIn(person);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var there = await world.SignIn(person, new Browser("198.51.100.7"));
        var lines = (await sessions.ListOwn(here, CancellationToken.None)).Value;
        Assert.Equal([("198.51.100.7", false), ("192.0.2.10", true)], lines.Select(line => (line.Address!, line.IsThis)));
        Assert.True((await sessions.EndOwn(here, there.Session, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf(there.Session));
        Assert.Single((await sessions.ListOwn(here, CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_session_of_somebody_else_is_not_found()
    {
        var (actor, other) = (await world.Actor(StaffRoles.Practitioner), await world.Actor(StaffRoles.Practitioner));
        Assert.Equal(Refusal.NotFound, (await sessions.EndOwn(actor, other.Session!.Value, CancellationToken.None)).Refusal);
        Assert.NotNull(await world.ActorOf(other.Session!.Value));
    }

    [Trait("ASVS", "7.4.5")]
    [Fact]
    public async Task An_administrator_ends_all_sessions_of_a_person_and_a_clinician_none()
    {
        var (administrator, clinician, person) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Practitioner), await world.Actor(StaffRoles.Practitioner));
        Assert.False((await sessions.EndAll(clinician, person.PersonId, CancellationToken.None)).IsOk);
        Assert.Contains((AuditAction.AccessRefused, AuditOutcome.Refused, nameof(CareAction.EndSessionsOfOthers)), await world.Audit(clinician.PersonId));
        Assert.NotNull(await world.ActorOf(person.Session!.Value));
        Assert.True((await sessions.EndAll(administrator, person.PersonId, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf(person.Session!.Value));
    }

    [Fact]
    public async Task A_supervisor_ends_sessions_of_the_own_unit_only()
    {
        var care = new CareWorld(fixture.Services);
        var (unit, elsewhere) = (await care.CareTeam(), await care.CareTeam());
        var (supervisor, administrator) = (await world.Actor(StaffRoles.Supervisor), await world.Actor(StaffRoles.Administrator));
        var (inside, outside) = (await world.Actor(StaffRoles.Practitioner), await world.Actor(StaffRoles.Practitioner));
        await care.Join(unit, inside.PersonId);
        await care.Join(elsewhere, outside.PersonId);
        var teams = fixture.Get<Portal.Domain.CareTeams.ICareTeams>();
        Assert.True((await teams.SetSupervisor(administrator, unit, supervisor.PersonId, supervises: true, CancellationToken.None)).IsOk);
        Assert.True((await sessions.EndAll(supervisor, inside.PersonId, CancellationToken.None)).IsOk);
        Assert.False((await sessions.EndAll(supervisor, outside.PersonId, CancellationToken.None)).IsOk);
        Assert.NotNull(await world.ActorOf(outside.Session!.Value));
    }

    [Trait("ASVS", "7.4.2")]
    [Fact]
    public async Task A_suspended_person_is_nobody_on_every_node_within_five_seconds()
    {
        await using var other = fixture.Node();
        await using var running = await TestServices.Start(other);
        var (administrator, person) = (await world.Actor(StaffRoles.Administrator), await world.Actor(StaffRoles.Practitioner));
        var there = new StaffWorld(other);
        Assert.NotNull(await there.ActorOf(person.Session!.Value));
        Assert.True((await fixture.Get<IStaff>().Suspend(administrator, person.PersonId, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf(person.Session!.Value));
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await there.ActorOf(person.Session!.Value));
    }

    [Fact]
    public async Task Another_node_sees_roles_taken_away_within_five_seconds()
    {
        await using var other = fixture.Node();
        var (administrator, person) = (await world.Actor(StaffRoles.Administrator), await world.Person(StaffRoles.Practitioner | StaffRoles.Supervisor));
        var session = (await world.SignIn(person)).Session;
        var there = new StaffWorld(other);
        Assert.True((await there.ActorOf(session))!.Has(StaffRoles.Supervisor));
        await fixture.Get<IStaff>().ChangeRoles(administrator, person.Id, StaffRoles.Practitioner, CancellationToken.None);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await there.ActorOf(session));
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(StaffRoles.Practitioner, (await world.SignedIn(person)).Roles);
    }

    [Fact]
    public async Task A_delegated_session_lists_and_ends_none_of_the_persons_own()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        var delegated = actor with { IsDelegated = true, Integration = Id.New<IntegrationId>() };
        Assert.False((await sessions.ListOwn(delegated, CancellationToken.None)).IsOk);
        Assert.False((await sessions.EndOwn(delegated, actor.Session!.Value, CancellationToken.None)).IsOk);
    }
}
