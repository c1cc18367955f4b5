using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class StandInSessionTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;
    private CareTeamId team;
    private Actor clinician = null!;

    private Identifier Linked => new(host.Staff, "dr-1");

    public override async Task InitializeAsync()
    {
        host = await World.Host();
        team = await World.Care.CareTeam();
        clinician = await World.Care.Clinician(team);
        Assert.True((await World.Get<IPractitionerLinks>().Link(clinician, Linked, None)).IsOk);
    }

    [Fact]
    public async Task A_linked_practitioner_gets_a_delegated_session_that_reads_the_panel()
    {
        var answer = (await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Value;
        Assert.Equal((clinician.PersonId, (ConversationId?)null), (answer.Person, answer.Conversation));
        var actor = (await World.OfToken(answer.Token))!.Actor;
        Assert.Equal((ActorKind.Practitioner, StaffRoles.Practitioner, host.Id), (actor.Kind, actor.Roles, actor.Integration!.Value));
        Assert.True(actor.IsDelegated);
        Assert.Null(actor.AuthenticatedAt);
        Assert.Equal(clinician.DisplayName, actor.DisplayName);
        var conversation = await World.Care.Conversation(await World.Patient(host, "1"), team);
        Assert.True((await World.Get<IConversations>().View(actor, conversation, None)).IsOk);
        Assert.Contains(await World.Audit(AuditAction.SessionCreated), row => row.Subject == clinician.PersonId.Value && row.Integration == host.Id);
    }

    [Fact]
    public async Task A_delegated_session_administers_nothing()
    {
        var administrator = await World.Care.Staff(StaffRoles.Administrator | StaffRoles.Practitioner, team);
        var identifier = new Identifier(host.Staff, "chief");
        await World.Get<IPractitionerLinks>().Link(administrator, identifier, None);
        var token = (await World.Sessions.CreateForPractitioner(host.Actor, identifier, host.Origin, None)).Value.Token;
        var delegated = (await World.OfToken(token))!.Actor with { AuthenticatedAt = World.Clock.GetUtcNow() };
        Assert.Equal(RefusalKind.Forbidden, (await World.Integrations.Create(delegated, "Mine", None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Get<IPractitionerLinks>().Link(delegated, new Identifier(host.Staff, "another"), None)).Refusal!.Kind);
        var patient = await World.Patient(host, "1");
        await World.Care.Conversation(patient, team);
        var grant = await World.Get<IProxies>().Grant(delegated, patient.PersonId, new Identifier(host.Person, "son"), new HumanName("A", "B"), "child", null, None);
        Assert.Equal(RefusalKind.Forbidden, grant.Refusal!.Kind);
    }

    [Fact]
    public async Task Who_is_not_linked_or_suspended_is_unknown()
    {
        Assert.Equal(ConversationRefusals.UnknownPractitioner, (await World.Sessions.CreateForPractitioner(host.Actor, new Identifier(host.Staff, "dr-2"), host.Origin, None)).Refusal);
        await Suspend(clinician);
        Assert.Equal(ConversationRefusals.UnknownPractitioner, (await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Refusal);
    }

    [Fact]
    public async Task Foreign_systems_origins_and_keys_without_the_scope_are_forbidden()
    {
        var other = await World.Host();
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPractitioner(other.Actor, Linked, other.Origin, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPractitioner(host.Actor, new Identifier(host.Mrn, "dr-1"), host.Origin, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPractitioner(host.Actor, Linked, other.Origin, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Validation, (await World.Sessions.CreateForPractitioner(host.Actor, Linked, "nowhere", None)).Refusal!.Kind);
        var without = (await World.OfKey(await World.Key(host, HostWorld.AllScopes & ~IntegrationScopes.SessionsPractitioner)))!;
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForPractitioner(without, Linked, host.Origin, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_delegated_session_ends_with_its_link_and_with_the_account()
    {
        var token = (await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Value.Token;
        Assert.True((await World.Get<IPractitionerLinks>().Unlink(clinician, Linked, None)).IsOk);
        Assert.Null(await World.OfToken(token));
        Assert.True((await World.Get<IPractitionerLinks>().Link(clinician, Linked, None)).IsOk);
        Assert.NotNull(await World.OfToken(token));
        await Suspend(clinician);
        World.Clock.Advance(AccessChanges.Trusted);
        Assert.Null(await World.OfToken(token));
    }

    [Fact]
    public async Task A_delegated_session_that_was_ended_with_the_persons_own_never_comes_back()
    {
        var administrator = await World.Care.Staff(StaffRoles.Administrator);
        var bystander = (await World.Sessions.CreateForBot(host.Actor, "Bot", host.Origin, None)).Value.Token;
        var first = (await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Value.Token;
        Assert.True((await World.Get<IStaffSessions>().EndAll(administrator, clinician.PersonId, None)).IsOk);
        Assert.Null(await World.OfToken(first));
        var second = (await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Value.Token;
        Assert.NotNull(await World.OfToken(second));
        Assert.True((await World.Get<IStaff>().Suspend(administrator, clinician.PersonId, None)).IsOk);
        Assert.True((await World.Get<IStaff>().Reactivate(administrator, clinician.PersonId, None)).IsOk);
        Assert.Null(await World.OfToken(second));
        Assert.False((await World.Sessions.Renew(second, None)).IsOk);
        Assert.NotNull(await World.OfToken(bystander));
    }

    [Fact]
    public async Task Who_ends_everything_and_who_ends_the_own_session_do_not_wait_for_each_other()
    {
        var administrator = await World.Care.Staff(StaffRoles.Administrator);
        for (var round = 0; round < 5; round++)
        {
            var delegated = (await World.OfToken((await World.Sessions.CreateForPractitioner(host.Actor, Linked, host.Origin, None)).Value.Token))!.Actor;
            var ends = await Task.WhenAll(
                Task.Run(() => World.Get<IStaffSessions>().EndAll(administrator, clinician.PersonId, None)),
                Task.Run(() => World.Sessions.EndCurrent(delegated, None)),
                Task.Run(() => World.Get<IStaffSessions>().EndAll(administrator, clinician.PersonId, None)));
            Assert.All(ends[..1], end => Assert.True(end.IsOk));
        }
    }

    [Fact]
    public async Task An_identifier_is_linked_by_one_person_who_has_just_proved_who_is_there()
    {
        var links = World.Get<IPractitionerLinks>();
        var other = await World.Care.Nurse(team);
        Assert.Equal(IntegrationRefusals.IdentifierTaken, (await links.Link(other, Linked, None)).Refusal);
        Assert.True((await links.Link(clinician, Linked, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await links.Unlink(other, Linked, None)).Refusal!.Kind);
        Assert.Equal(IntegrationRefusals.UnknownSystem, (await links.Link(other, new Identifier(host.Mrn, "dr-9"), None)).Refusal);
        Assert.Equal(Refusal.Reauthenticate, (await links.Link(other with { AuthenticatedAt = null }, new Identifier(host.Staff, "dr-9"), None)).Refusal);
        Assert.Equal(RefusalKind.Forbidden, (await links.Link(host.Actor, new Identifier(host.Staff, "dr-9"), None)).Refusal!.Kind);
        var own = (await links.Get(clinician, None)).Value;
        Assert.Equal([Linked], own.Linked);
        Assert.Contains(host.Staff, own.Systems);
        Assert.DoesNotContain(host.Mrn, own.Systems);
    }

    [Fact]
    public async Task A_bot_reads_only_conversations_that_it_was_added_to()
    {
        var answer = (await World.Sessions.CreateForBot(host.Actor, "Helper", host.Origin, None)).Value;
        var bot = (await World.OfToken(answer.Token))!.Actor;
        Assert.Equal((ActorKind.Bot, host.Actor.PersonId, "Helper"), (bot.Kind, bot.PersonId, bot.DisplayName.Reveal()));
        Assert.Equal(IntegrationScopes.ConversationsRead | IntegrationScopes.ConversationsWrite, bot.Scopes);
        var patient = await World.Patient(host, "1");
        var (added, not) = (await World.Care.Conversation(patient, team), await World.Care.Conversation(patient, team));
        await using (var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
        {
            context.Add(new ParticipantRow { ConversationId = added.Value, PersonId = bot.PersonId.Value, Kind = (short)ActorKind.Bot, IsAdded = true });
            await context.SaveChangesAsync();
        }

        Assert.True((await World.Get<IConversations>().View(bot, added, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await World.Get<IConversations>().View(bot, not, None)).Refusal!.Kind);
        Assert.Equal([added], (await World.Get<IConversations>().List(bot, ConversationFilter.All, PageRequest.First, None)).Value.Items.Select(view => view.Id));
    }

    [Fact]
    public async Task A_bot_is_one_per_integration_and_named_as_the_host_says()
    {
        var first = (await World.Sessions.CreateForBot(host.Actor, "Helper", host.Origin, None)).Value;
        var second = (await World.Sessions.CreateForBot(host.Actor, "Better helper", host.Origin, None)).Value;
        Assert.Equal(first.Person, second.Person);
        Assert.Equal("Better helper", (await World.OfToken(second.Token))!.Actor.DisplayName.Reveal());
        Assert.Equal(RefusalKind.Validation, (await World.Sessions.CreateForBot(host.Actor, " ", host.Origin, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForBot(host.Actor, "Helper", "https://evil.example", None)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_bot_holds_no_more_than_the_live_keys_open()
    {
        var key = await World.Key(host, IntegrationScopes.ConversationsRead);
        var reader = (await World.OfKey(key))!;
        var token = (await World.Sessions.CreateForBot(reader, "Reader", host.Origin, None)).Value.Token;
        Assert.Equal(IntegrationScopes.ConversationsRead, (await World.OfToken(token))!.Actor.Scopes);
        var without = (await World.OfKey(await World.Key(host, IntegrationScopes.SessionsPatient)))!;
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateForBot(without, "Helper", host.Origin, None)).Refusal!.Kind);
        var administrator = await World.Administrator();
        var keys = (await World.Integrations.List(administrator, None)).Value.Single(one => one.Id == host.Id).Keys;
        foreach (var line in keys.Where(line => line.Scopes != IntegrationScopes.SessionsPatient)) await World.Integrations.RevokeKey(administrator, host.Id, line.Id, None);
        Assert.Null(await World.OfToken(token));
    }

    private async Task Suspend(Actor staff)
    {
        await using var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        await context.Set<StaffAccount>().Where(row => row.Id == staff.PersonId.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false));
    }
}
