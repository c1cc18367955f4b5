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

/// <summary>One-time links to the application on its own.</summary>
public sealed class SessionLinkTests(PortalDatabase database) : HostTests(database)
{
    private const string Address = "192.0.2.7";
    private TestHost host = null!;

    public override async Task InitializeAsync() => host = await World.Host();

    [Fact]
    public async Task A_code_opens_the_session_that_the_host_asked_for()
    {
        var team = $"team-{host.Id}";
        await World.Care.CareTeam(team);
        var link = (await World.Sessions.CreateLink(host.Actor, host.Request("1") with { Conversation = new ConversationRequest(team, null) }, None)).Value;
        Assert.Equal(World.Clock.GetUtcNow().AddMinutes(10), link.ExpiresAt);
        World.Clock.Advance(TimeSpan.FromMinutes(9));
        var answer = (await World.Sessions.UseLink(link.Code, Address, None)).Value;
        Assert.NotNull(answer.Conversation);
        Assert.Equal(World.Clock.GetUtcNow().AddMinutes(15), answer.ExpiresAt);
        var grant = (await World.OfToken(answer.Token))!;
        Assert.Equal((ActorKind.Patient, host.Id, host.Origin), (grant.Actor.Kind, grant.Actor.Integration!.Value, grant.Origin));
        Assert.Equal(answer.Person, (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value.Person);
        Assert.True((await World.Sessions.Renew(answer.Token, None)).IsOk);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var link = await Link();
        Assert.True((await World.Sessions.UseLink(link.Code, Address, None)).IsOk);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(link.Code, Address, None)).Refusal);
    }

    [Trait("ASVS", "2.3.4")]
    [Fact]
    public async Task Of_fifty_uses_at_once_exactly_one_opens_a_session()
    {
        var link = await Link();
        await using var held = await HeldLock.Take(Database, "select hash from widget_links for update");
        var uses = Enumerable.Range(0, 50).Select(_ => Task.Run(() => World.Sessions.UseLink(link.Code, Address, None))).ToList();
        await held.ReleaseWhenWaiting(2);
        var outcomes = await Task.WhenAll(uses);
        Assert.Single(outcomes, outcome => outcome.IsOk);
        Assert.Equal(49, outcomes.Count(outcome => outcome.Refusal == Refusal.Unauthorized));
        Assert.Single(await World.Audit(AuditAction.SessionCreated), row => row.Integration == host.Id);
    }

    [Fact]
    public async Task After_ten_minutes_a_code_is_too_old()
    {
        var link = await Link();
        World.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(link.Code, Address, None)).Refusal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("psl_")]
    [InlineData("nothing of ours")]
    [InlineData("psl_0000000000000000000000000000000000000000000")]
    [InlineData("pst_0000000000000000000000000000000000000000000")]
    public async Task A_code_that_was_never_given_out_is_refused_in_the_same_words(string code) =>
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(code, Address, None)).Refusal);

    [Trait("ASVS", "9.2.2")]
    [Fact]
    public async Task A_code_is_no_token_and_a_token_no_code()
    {
        var link = await Link();
        var token = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value.Token;
        Assert.Null(await World.OfToken(link.Code));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(token, Address, None)).Refusal);
    }

    [Fact]
    public async Task A_link_for_who_acts_for_a_patient_dies_with_the_grant()
    {
        var (patient, proxies) = (await World.Patient(host, "1"), World.Get<IProxies>());
        var son = new Identifier(host.Person, "son");
        Assert.True((await proxies.Grant(host.Actor, patient.PersonId, son, new HumanName("Ben", "Example"), "child", null, None)).IsOk);
        var request = host.Request("1") with { RelatedPerson = new RelatedPersonRequest(son, null, null) };
        var (used, kept) = ((await World.Sessions.CreateLink(host.Actor, request, None)).Value, (await World.Sessions.CreateLink(host.Actor, request, None)).Value);
        var answer = (await World.Sessions.UseLink(used.Code, Address, None)).Value;
        Assert.Equal((ActorKind.RelatedPerson, patient.PersonId), ((await World.OfToken(answer.Token))!.Actor.Kind, (await World.OfToken(answer.Token))!.Actor.Patient!.Value));
        Assert.True((await proxies.Revoke(host.Actor, patient.PersonId, answer.Person, None)).IsOk);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(kept.Code, Address, None)).Refusal);
        Assert.Contains(await World.Audit(AuditAction.SessionRefused), row => row.Integration == host.Id && row.Code == "link-groundless");
    }

    [Fact]
    public async Task A_link_dies_with_the_origin_that_it_was_asked_for()
    {
        var link = await Link();
        Assert.True((await World.Integrations.SetOrigins(await World.Administrator(), host.Id, ["https://elsewhere.example"], None)).IsOk);
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(link.Code, Address, None)).Refusal);
    }

    [Fact]
    public async Task Whoever_may_not_open_a_session_may_not_make_a_link()
    {
        var other = await World.Host();
        var without = (await World.OfKey(await World.Key(host, HostWorld.AllScopes & ~IntegrationScopes.SessionsPatient)))!;
        foreach (var wrong in new[] { other.Actor, without, await World.Administrator(), await World.Patient(host, "1") })
            Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateLink(wrong, host.Request("1"), None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await World.Sessions.CreateLink(host.Actor, host.Request("1") with { Origin = other.Origin }, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Making_using_and_refusing_are_on_record_and_the_code_is_nowhere()
    {
        var link = await Link();
        await World.Sessions.UseLink(link.Code, Address, None);
        await World.Sessions.UseLink(link.Code, Address, None);
        var made = Assert.Single(await World.Audit(AuditAction.SessionLinkCreated), row => row.Integration == host.Id);
        var used = Assert.Single(await World.Audit(AuditAction.SessionCreated), row => row.Integration == host.Id);
        var refused = Assert.Single(await World.Audit(AuditAction.SessionRefused), row => row.Integration == host.Id);
        Assert.Equal((ActorKind.Integration, ActorKind.Patient, ActorKind.Patient), (made.ActorKind, used.ActorKind, refused.ActorKind));
        Assert.Equal(made.Patient, used.Patient);
        Assert.Equal(("link-used-or-expired", Address, Address), (refused.Code, used.Address, refused.Address));
        var dump = await Dump.Text(Database);
        Assert.All(Dump.Forms(link.Code["psl_".Length..]), form => Assert.DoesNotContain(form, dump, StringComparison.Ordinal));
    }

    private async Task<SessionLink> Link() => (await World.Sessions.CreateLink(host.Actor, host.Request("1"), None)).Value;
}
