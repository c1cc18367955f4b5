using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class SessionChainTests(PortalDatabase database) : HostTests(database)
{
    private TestHost host = null!;

    public override async Task InitializeAsync() => host = await World.Host();

    [Fact]
    public async Task A_renewed_token_is_of_the_same_session_and_the_old_one_lives_to_its_end()
    {
        var team = $"team-{host.Id}";
        await World.Care.CareTeam(team);
        var first = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1") with { Conversation = new ConversationRequest(team, null) }, None)).Value;
        World.Clock.Advance(TimeSpan.FromMinutes(10));
        var second = (await World.Sessions.Renew(first.Token, None)).Value;
        Assert.Equal((first.Person, first.Conversation), (second.Person, second.Conversation));
        Assert.NotNull(second.Conversation);
        Assert.Equal(World.Clock.GetUtcNow().AddMinutes(15), second.ExpiresAt);
        Assert.Equal((await World.OfToken(first.Token))!.Actor.Session, (await World.OfToken(second.Token))!.Actor.Session);
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await World.OfToken(first.Token));
        Assert.NotNull(await World.OfToken(second.Token));
    }

    [Fact]
    public async Task An_ended_or_unknown_token_is_not_renewed()
    {
        var answer = await Begin();
        World.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew(answer.Token, None)).Refusal);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew("pst_" + new string('A', 43), None)).Refusal);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew(host.Key, None)).Refusal);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew("", None)).Refusal);
    }

    [Fact]
    public async Task Twelve_hours_after_the_first_token_the_host_is_asked_again()
    {
        var token = (await Begin()).Token;
        var begun = World.Clock.GetUtcNow();
        while (World.Clock.GetUtcNow() < begun.AddHours(12).AddMinutes(-10))
        {
            World.Clock.Advance(TimeSpan.FromMinutes(10));
            var answer = (await World.Sessions.Renew(token, None)).Value;
            Assert.True(answer.ExpiresAt <= begun.AddHours(12));
            token = answer.Token;
        }

        World.Clock.Advance(begun.AddHours(12) - World.Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await World.OfToken(token));
        World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await World.OfToken(token));
        Assert.Equal(RefusalKind.SessionExpired, (await World.Sessions.Renew(token, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Ending_a_session_ends_every_token_of_its_chain_and_no_other()
    {
        var (first, other) = (await Begin(), await Begin());
        var second = (await World.Sessions.Renew(first.Token, None)).Value;
        var actor = (await World.OfToken(first.Token))!.Actor;
        var seen = World.Get<IAccessChanges>().Version;
        Assert.True((await World.Sessions.EndCurrent(actor, None)).IsOk);
        Assert.NotEqual(seen, World.Get<IAccessChanges>().Version);
        Assert.Null(await World.OfToken(first.Token));
        Assert.Null(await World.OfToken(second.Token));
        Assert.NotNull(await World.OfToken(other.Token));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.Renew(second.Token, None)).Refusal);
        Assert.Single(await World.Audit(AuditAction.SessionEnded), row => row.Session == actor.Session && row.Patient == actor.PersonId);
    }

    [Fact]
    public async Task Nobody_ends_a_session_of_another_kind_or_person()
    {
        var mine = await Begin("1");
        var actor = (await World.OfToken(mine.Token))!.Actor;
        var stranger = (await World.OfToken((await Begin("2")).Token))!.Actor;
        foreach (var wrong in new[] { host.Actor, await World.Administrator(), stranger with { Session = actor.Session }, actor with { Integration = Id.New<IntegrationId>() } })
        {
            Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.EndCurrent(wrong, None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.OutboxKey(wrong, None)).Refusal!.Kind);
        }

        Assert.NotNull(await World.OfToken(mine.Token));
    }

    [Fact]
    public async Task The_outbox_key_is_the_persons_at_the_integration_in_every_session()
    {
        var (one, another) = (await Actor(host, "1"), await Actor(host, "1"));
        Assert.NotEqual(one.Session, another.Session);
        var key = (await World.Sessions.OutboxKey(one, None)).Value;
        Assert.Equal(32, key.Length);
        Assert.Equal(key, (await World.Sessions.OutboxKey(another, None)).Value);
        Assert.NotEqual(key, (await World.Sessions.OutboxKey(await Actor(host, "2"), None)).Value);
    }

    [Fact]
    public async Task The_outbox_key_of_one_person_differs_between_integrations()
    {
        var elsewhere = await World.Host();
        var clinician = await World.Care.Staff(StaffRoles.Practitioner);
        foreach (var system in new[] { host.Staff, elsewhere.Staff }) _ = (await World.Get<IPractitionerLinks>().Link(clinician, new Identifier(system, "7"), None)).Value;
        var here = await Actor(World.Sessions.CreateForPractitioner(host.Actor, new Identifier(host.Staff, "7"), host.Origin, None));
        var there = await Actor(World.Sessions.CreateForPractitioner(elsewhere.Actor, new Identifier(elsewhere.Staff, "7"), elsewhere.Origin, None));
        Assert.Equal(here.PersonId, there.PersonId);
        Assert.NotEqual((await World.Sessions.OutboxKey(here, None)).Value, (await World.Sessions.OutboxKey(there, None)).Value);
    }

    [Fact]
    public async Task The_outbox_key_is_given_to_no_session_that_ended()
    {
        var (ended, live) = (await Actor(host, "1"), await Actor(host, "1"));
        var key = (await World.Sessions.OutboxKey(live, None)).Value;
        await World.Sessions.EndCurrent(ended, None);
        Assert.False((await World.Sessions.OutboxKey(ended, None)).IsOk);
        Assert.Equal(key, (await World.Sessions.OutboxKey(live, None)).Value);
    }

    [Fact]
    public async Task The_outbox_key_outlives_a_new_key_encryption_key_and_a_restart()
    {
        var actor = await Actor(host, "1");
        var key = (await World.Sessions.OutboxKey(actor, None)).Value;
        var keys = TestFiles.New("keys");
        Directory.CreateDirectory(keys);
        File.Copy(Path.Combine(TestKeys.Directory, "kek-1.key"), Path.Combine(keys, "kek-1.key"));
        await File.WriteAllTextAsync(Path.Combine(keys, "kek-2.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        await using var restarted = TestServices.Build(Database.Settings, new Dictionary<string, string?> { ["Keys:Directory"] = keys });
        Assert.Equal(key, (await restarted.GetRequiredService<IWidgetSessions>().OutboxKey(actor, None)).Value);
    }

    private async Task<Actor> Actor(TestHost at, string patient) => await Actor(World.Sessions.CreateForPatient(at.Actor, at.Request(patient), None));

    private async Task<Actor> Actor(Task<Outcome<SessionAnswer>> session) => (await World.OfToken((await session).Value.Token))!.Actor;

    private async Task<SessionAnswer> Begin(string value = "1") => (await World.Sessions.CreateForPatient(host.Actor, host.Request(value), None)).Value;
}
