using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Patients;

public sealed class ProxyTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;
    private CareTeamId team;
    private Actor patient = null!;

    private IProxies Proxies => World.Get<IProxies>();

    private Identifier Son => new(host.Person, "son");

    public override async Task InitializeAsync()
    {
        host = await World.Host();
        team = await World.Care.CareTeam();
        patient = await World.Patient(host, "1");
        await World.Care.Conversation(patient, team);
    }

    [Fact]
    public async Task A_grant_opens_the_session_and_its_end_closes_it_everywhere()
    {
        Assert.Equal(RefusalKind.Forbidden, (await Session()).Refusal!.Kind);
        Assert.True((await Grant(patient)).IsOk);
        var answer = (await Session()).Value;
        var actor = (await World.OfToken(answer.Token))!.Actor;
        Assert.Equal((ActorKind.RelatedPerson, patient.PersonId, "Byron King"), (actor.Kind, actor.Patient!.Value, actor.DisplayName.Reveal()));
        Assert.Equal(actor.PersonId, answer.Person);
        Assert.True((await World.Get<IConversations>().List(actor, ConversationFilter.All, PageRequest.First, None)).Value.Items.Count > 0);
        var seen = World.Get<IAccessChanges>().Version;
        Assert.True((await Proxies.Revoke(patient, patient.PersonId, actor.PersonId, None)).IsOk);
        Assert.NotEqual(seen, World.Get<IAccessChanges>().Version);
        Assert.Null(await World.OfToken(answer.Token));
        Assert.Empty((await World.Get<IConversations>().List(actor, ConversationFilter.All, PageRequest.First, None)).Value.Items);
        Assert.Equal(RefusalKind.Forbidden, (await Session()).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Proxies.Revoke(patient, patient.PersonId, actor.PersonId, None)).Refusal!.Kind);
        Assert.Single(await World.Audit(AuditAction.ProxyGranted), row => row.Patient == patient.PersonId && row.Subject == actor.PersonId.Value);
        Assert.Single(await World.Audit(AuditAction.ProxyRevoked), row => row.Patient == patient.PersonId && row.Subject == actor.PersonId.Value);
    }

    [Fact]
    public async Task A_new_grant_does_not_bring_sessions_of_the_old_one_back()
    {
        await Grant(patient);
        var old = (await Session()).Value;
        World.Clock.Advance(TimeSpan.FromSeconds(1));
        await Proxies.Revoke(patient, patient.PersonId, old.Person, None);
        await Grant(patient);
        Assert.Null(await World.OfToken(old.Token));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew(old.Token, None)).Refusal);
        Assert.NotNull(await World.OfToken((await Session()).Value.Token));
    }

    [Fact]
    public async Task A_grant_ends_at_its_date_also_in_the_middle_of_a_session()
    {
        Assert.True((await Grant(patient, World.Clock.GetUtcNow().AddMinutes(5))).IsOk);
        var answer = (await Session()).Value;
        World.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await World.OfToken(answer.Token));
        World.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(await World.OfToken(answer.Token));
        Assert.Equal(RefusalKind.Forbidden, (await Session()).Refusal!.Kind);
    }

    [Fact]
    public async Task Granting_again_changes_the_date_of_the_one_grant_and_keeps_the_session()
    {
        await Grant(patient);
        var answer = (await Session()).Value;
        Assert.True((await Grant(patient, World.Clock.GetUtcNow().AddHours(1))).IsOk);
        Assert.NotNull(await World.OfToken(answer.Token));
        Assert.Equal(1, await Grants());
    }

    [Fact]
    public async Task Of_many_that_grant_at_once_one_grant_is_made()
    {
        // Every change of access ends with this row, so nobody has committed before all have begun.
        await using var held = await HeldLock.Take(Database, "select * from access_version for update");
        var granting = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Grant(host.Actor))));
        await held.ReleaseWhenWaiting(6);
        Assert.All(await granting, outcome => Assert.True(outcome.IsOk));
        Assert.Equal(1, await Grants());
    }

    [Fact]
    public async Task The_patient_the_care_team_and_the_host_may_grant_and_nobody_else()
    {
        var other = await World.Host();
        Assert.True((await Grant(await World.Care.Nurse(team))).IsOk);
        Assert.True((await Grant(await World.Care.Clinician(team))).IsOk);
        Assert.True((await Grant(host.Actor)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await Grant(await World.Care.Clinician(await World.Care.CareTeam()))).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Grant(await World.Patient(host, "2"))).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Grant(other.Actor)).Refusal!.Kind);
        Assert.False((await Grant(await World.Administrator())).IsOk);
        Assert.False((await Grant(await World.Care.Staff(StaffRoles.Supervisor, team))).IsOk);
        Assert.Equal(RefusalKind.Forbidden, (await Grant(await World.Care.Staff(StaffRoles.Auditor))).Refusal!.Kind);
        var proxy = (await World.OfToken((await Session()).Value.Token))!.Actor;
        Assert.Equal(RefusalKind.Forbidden, (await Grant(proxy)).Refusal!.Kind);
        var without = (await World.OfKey(await World.Key(host, HostWorld.AllScopes & ~IntegrationScopes.PeopleManage)))!;
        Assert.Equal(RefusalKind.Forbidden, (await Grant(without)).Refusal!.Kind);
        Assert.Contains(await World.Audit(AuditAction.AccessRefused), row => row.Patient == patient.PersonId && row.Integration == other.Id && row.Code == nameof(CareAction.ManageProxies));
    }

    [Fact]
    public async Task A_proxy_of_one_patient_is_nobody_to_another()
    {
        await Grant(patient);
        await World.Patient(host, "2");
        Assert.Equal(RefusalKind.Forbidden, (await Session(host.Request("2"))).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Session(host.Request("never seen"))).Refusal!.Kind);
        Assert.Equal(2, (await World.Audit(AuditAction.PatientCreated)).Count(row => row.Integration == host.Id));
        Assert.Contains(await World.Audit(AuditAction.SessionRefused), row => row.Integration == host.Id && row.Code == "no-proxy-grant");
    }

    [Fact]
    public async Task Somebody_of_another_integration_or_of_another_kind_of_system_is_no_proxy()
    {
        var other = await World.Host();
        foreach (var identifier in new[] { new Identifier(other.Person, "son"), new Identifier(host.Mrn, "son"), new Identifier("urn:unknown", "son") })
        {
            Assert.Equal(RefusalKind.Forbidden, (await Grant(host.Actor, identifier: identifier)).Refusal!.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await Grant(patient, identifier: identifier)).Refusal!.Kind);
        }

        Assert.Equal(0, await Grants());
    }

    [Fact]
    public async Task What_is_malformed_is_named_by_its_path()
    {
        var refusal = (await Proxies.Grant(patient, patient.PersonId, new Identifier(host.Person, ""), new HumanName(" ", "B"), "", World.Clock.GetUtcNow(), None)).Refusal!;
        Assert.Equal(["identifier.value", "name.given", "relationship", "until"], refusal.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_host_names_the_proxy_anew_and_another_granter_does_not()
    {
        await Grant(patient);
        await Proxies.Grant(patient, patient.PersonId, Son, new HumanName("Some", "Body"), "child", null, None);
        Assert.Equal("Byron King", (await World.OfToken((await Session()).Value.Token))!.Actor.DisplayName.Reveal());
        var renamed = host.Request("1") with { RelatedPerson = new RelatedPersonRequest(Son, new HumanName("Byron", "Queen"), "child") };
        var token = (await World.Sessions.CreateForPatient(host.Actor, renamed, None)).Value.Token;
        Assert.Equal("Byron Queen", (await World.OfToken(token))!.Actor.DisplayName.Reveal());
    }

    private Task<Outcome<Done>> Grant(Actor actor, DateTimeOffset? until = null, Identifier? identifier = null) =>
        Proxies.Grant(actor, patient.PersonId, identifier ?? Son, new HumanName("Byron", "King"), "child", until, None);

    private Task<Outcome<SessionAnswer>> Session(PatientSessionRequest? request = null) =>
        World.Sessions.CreateForPatient(host.Actor, (request ?? host.Request("1")) with { RelatedPerson = new RelatedPersonRequest(Son, null, null) }, None);

    private async Task<int> Grants()
    {
        await using var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<ProxyGrantRow>().CountAsync(row => row.PatientId == patient.PersonId.Value);
    }
}
