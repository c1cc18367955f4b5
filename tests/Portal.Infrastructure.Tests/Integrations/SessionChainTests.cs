using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
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
    public async Task The_outbox_key_is_the_chains_own_and_gone_with_it()
    {
        var first = await Begin();
        var actor = (await World.OfToken(first.Token))!.Actor;
        var renewed = (await World.OfToken((await World.Sessions.Renew(first.Token, None)).Value.Token))!.Actor;
        var key = (await World.Sessions.OutboxKey(actor, None)).Value;
        Assert.Equal(32, key.Length);
        Assert.Equal(key, (await World.Sessions.OutboxKey(renewed, None)).Value);
        var other = (await World.OfToken((await Begin()).Token))!.Actor;
        Assert.NotEqual(key, (await World.Sessions.OutboxKey(other, None)).Value);
        await World.Sessions.EndCurrent(actor, None);
        Assert.False((await World.Sessions.OutboxKey(actor, None)).IsOk);
    }

    private async Task<SessionAnswer> Begin(string value = "1") => (await World.Sessions.CreateForPatient(host.Actor, host.Request(value), None)).Value;
}
