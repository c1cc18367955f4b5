using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;
using Portal.Infrastructure.Integrations;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class IntegrationAdministrationTests(PortalDatabase database) : HostTests(database)
{
    private IIntegrations Port => World.Integrations;

    [Fact]
    public async Task What_was_made_is_listed_with_everything_but_secrets()
    {
        var host = await World.Host("Listed");
        var listed = Assert.Single((await Port.List(await World.Administrator(), None)).Value, one => one.Id == host.Id);
        Assert.Equal("Listed", listed.Name);
        Assert.True(listed.IsActive);
        Assert.Contains(host.Origin, listed.Origins);
        Assert.Contains(new IdentifierSystem(host.Mrn, IdentifierSystemKind.Patient), listed.Systems);
        var key = Assert.Single(listed.Keys);
        Assert.StartsWith(key.Prefix, host.Key, StringComparison.Ordinal);
        Assert.True(key.Prefix.Length < 16);
    }

    [Fact]
    public async Task A_key_opens_its_own_scopes_of_its_own_integration()
    {
        var host = await World.Host();
        var key = await World.Key(host, IntegrationScopes.ConversationsRead | IntegrationScopes.KeysManage);
        var actor = await World.OfKey(key);
        Assert.Equal((ActorKind.Integration, host.Id, IntegrationScopes.ConversationsRead | IntegrationScopes.KeysManage), (actor!.Kind, actor.Integration!.Value, actor.Scopes));
        Assert.Equal(host.Actor.PersonId, actor.PersonId);
        Assert.Matches("^pik_[A-Za-z0-9_-]{43}$", key);
    }

    [Fact]
    public async Task Neither_a_key_nor_any_part_that_opens_it_is_stored()
    {
        var host = await World.Host();
        var dump = await Dump.Text(Database);
        Assert.DoesNotContain(host.Key, dump, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Key[12..], dump, StringComparison.Ordinal);
    }

    [Trait("ASVS", "7.2.1")]
    [Theory]
    [InlineData("")]
    [InlineData("pik_")]
    [InlineData("pik_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("pst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer pik_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_is_no_key_is_nobody(string key)
    {
        Assert.Null(await World.OfKey(key));
        Assert.Null(await World.OfToken(key));
    }

    [Fact]
    public async Task A_revoked_key_is_dead_at_once_and_revoking_it_again_finds_nothing()
    {
        var host = await World.Host();
        Assert.NotNull(await World.OfKey(host.Key));
        var administrator = await World.Administrator();
        var line = (await Port.List(administrator, None)).Value.Single(one => one.Id == host.Id).Keys.Single();
        Assert.True((await Port.RevokeKey(administrator, host.Id, line.Id, None)).IsOk);
        Assert.Null(await World.OfKey(host.Key));
        Assert.Equal(RefusalKind.NotFound, (await Port.RevokeKey(administrator, host.Id, line.Id, None)).Refusal!.Kind);
        Assert.Single(await World.Audit(AuditAction.IntegrationKeyRevoked), row => row.Subject == line.Id && row.ActorId == administrator.PersonId);
    }

    [Fact]
    public async Task A_key_of_one_integration_cannot_be_revoked_through_another()
    {
        var (host, other) = (await World.Host(), await World.Host());
        var administrator = await World.Administrator();
        var line = (await Port.List(administrator, None)).Value.Single(one => one.Id == host.Id).Keys.Single();
        Assert.Equal(RefusalKind.NotFound, (await Port.RevokeKey(administrator, other.Id, line.Id, None)).Refusal!.Kind);
        Assert.NotNull(await World.OfKey(host.Key));
    }

    [Fact]
    public async Task A_revocation_on_another_node_is_seen_when_the_answer_is_old()
    {
        var host = await World.Host();
        Assert.NotNull(await World.OfKey(host.Key));
        await using (var context = await World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync())
            await context.Set<IntegrationKeyRow>().Where(row => row.IntegrationId == host.Id.Value).ExecuteUpdateAsync(set => set.SetProperty(row => row.RevokedAt, World.Clock.GetUtcNow()));
        Assert.NotNull(await World.OfKey(host.Key)); // kept: no version moved, and no time has passed
        World.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(await World.OfKey(host.Key));
    }

    [Fact]
    public async Task A_suspended_integration_is_none_until_it_is_active_again()
    {
        var host = await World.Host();
        var administrator = await World.Administrator();
        var hosts = World.Get<IEmbedHosts>();
        var token = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value.Token;
        Assert.True(await hosts.IsRegistered(host.Origin, None));
        Assert.True((await Port.SetActive(administrator, host.Id, isActive: false, None)).IsOk);
        Assert.Null(await World.OfKey(host.Key));
        Assert.Null(await World.OfToken(token));
        Assert.False(await hosts.IsRegistered(host.Origin, None));
        Assert.Empty(await hosts.OriginsOf(host.Id, None));
        Assert.True((await Port.SetActive(administrator, host.Id, isActive: true, None)).IsOk);
        Assert.NotNull(await World.OfKey(host.Key));
        Assert.NotNull(await World.OfToken(token));
    }

    [Fact]
    public async Task Origins_are_replaced_whole_and_ask_for_no_restart()
    {
        var host = await World.Host();
        var hosts = World.Get<IEmbedHosts>();
        Assert.Contains(host.Origin, await hosts.OriginsOf(host.Id, None));
        Assert.True((await Port.SetOrigins(await World.Administrator(), host.Id, ["https://new.example", "http://127.0.0.1:5080"], None)).IsOk);
        Assert.Equal(["http://127.0.0.1:5080", "https://new.example"], await hosts.OriginsOf(host.Id, None));
        Assert.False(await hosts.IsRegistered(host.Origin, None));
        Assert.Empty(await hosts.OriginsOf(Id.New<IntegrationId>(), None));
    }

    [Theory]
    [InlineData("https://hospital.example/")]
    [InlineData("https://hospital.example/path")]
    [InlineData("https://Hospital.example")]
    [InlineData("https://hospital.example:443")]
    [InlineData("http://hospital.example")]
    [InlineData("https://user@hospital.example")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*.hospital.example")]
    [InlineData("")]
    public async Task What_is_no_exact_origin_is_refused(string origin)
    {
        var host = await World.Host();
        Assert.Equal(RefusalKind.Validation, (await Port.SetOrigins(await World.Administrator(), host.Id, [origin], None)).Refusal!.Kind);
        Assert.True(await World.Get<IEmbedHosts>().IsRegistered(host.Origin, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mrn")]
    [InlineData("/mrn")]
    [InlineData("urn:with space")]
    [InlineData("urn:ñ")]
    public async Task What_is_no_uri_is_no_identifier_system(string system)
    {
        var host = await World.Host();
        var outcome = await Port.SetSystems(await World.Administrator(), host.Id, [new(system, IdentifierSystemKind.Patient)], None);
        Assert.Equal(RefusalKind.Validation, outcome.Refusal!.Kind);
    }

    [Fact]
    public async Task A_system_belongs_to_one_integration_only()
    {
        var (host, other) = (await World.Host(), await World.Host());
        var outcome = await Port.SetSystems(await World.Administrator(), other.Id, [new(host.Mrn, IdentifierSystemKind.Patient)], None);
        Assert.Equal(IntegrationRefusals.SystemTaken, outcome.Refusal);
        Assert.True((await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).IsOk);
    }

    [Fact]
    public async Task A_system_that_people_are_known_by_stays_for_its_kind()
    {
        var host = await World.Host();
        var administrator = await World.Administrator();
        Assert.True((await Port.SetSystems(administrator, host.Id, [new(host.Mrn, IdentifierSystemKind.Practitioner)], None)).IsOk);
        Assert.True((await Port.SetSystems(administrator, host.Id, [new(host.Mrn, IdentifierSystemKind.Patient)], None)).IsOk);
        await World.Patient(host, "1");
        Assert.Equal(IntegrationRefusals.SystemInUse, (await Port.SetSystems(administrator, host.Id, [new(host.Mrn, IdentifierSystemKind.RelatedPerson)], None)).Refusal);
    }

    [Fact]
    public async Task A_session_loses_its_ground_with_its_origin_or_its_system()
    {
        var host = await World.Host();
        var administrator = await World.Administrator();
        var answer = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value;
        Assert.NotNull(await World.OfToken(answer.Token));
        await Port.SetSystems(administrator, host.Id, [], None);
        Assert.Null(await World.OfToken(answer.Token));
        await Port.SetSystems(administrator, host.Id, [new(host.Mrn, IdentifierSystemKind.Patient)], None);
        Assert.NotNull(await World.OfToken(answer.Token));
        await Port.SetOrigins(administrator, host.Id, [], None);
        Assert.Null(await World.OfToken(answer.Token));
    }

    [Theory]
    [InlineData((IntegrationScopes)0)]
    [InlineData((IntegrationScopes)256)]
    public async Task A_key_has_known_scopes(IntegrationScopes scopes)
    {
        var host = await World.Host();
        Assert.Equal(RefusalKind.Validation, (await Port.CreateKey(await World.Administrator(), host.Id, scopes, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Only_an_administrator_who_has_just_proved_who_is_there_changes_integrations()
    {
        var host = await World.Host();
        var administrator = await World.Administrator();
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Refusal.Reauthenticate, (await Port.CreateKey(administrator, host.Id, IntegrationScopes.ConversationsRead, None)).Refusal);
        foreach (var actor in new[] { await World.Care.Clinician(), await World.Care.Staff(StaffRoles.Auditor), await World.Care.Staff(StaffRoles.Supervisor), host.Actor })
        {
            Assert.Equal(RefusalKind.Forbidden, (await Port.Create(actor, "Mine", None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await Port.CreateKey(actor, host.Id, IntegrationScopes.ConversationsRead, None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await Port.SetOrigins(actor, host.Id, [], None)).Refusal!.Kind);
            Assert.Equal(RefusalKind.Forbidden, (await Port.SetActive(actor, host.Id, isActive: false, None)).Refusal!.Kind);
            Assert.Contains(await World.Audit(AuditAction.AccessRefused), row => row.ActorId == actor.PersonId && row.Code == nameof(CareAction.ManageIntegrations));
        }

        Assert.NotNull(await World.OfKey(host.Key));
    }

    [Fact]
    public async Task Unknown_integrations_are_not_found()
    {
        var administrator = await World.Administrator();
        var nobody = Id.New<IntegrationId>();
        Assert.Equal(RefusalKind.NotFound, (await Port.SetOrigins(administrator, nobody, [], None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Port.CreateKey(administrator, nobody, IntegrationScopes.ConversationsRead, None)).Refusal!.Kind);
    }

    [Fact]
    public async Task An_integration_sees_itself_and_staff_are_none()
    {
        var host = await World.Host("Self");
        Assert.Equal("Self", (await Port.Current(host.Actor, None)).Value.Name);
        Assert.Equal(RefusalKind.Forbidden, (await Port.Current(await World.Administrator(), None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Port.Current(await World.Patient(host, "1"), None)).Refusal!.Kind);
    }

    [Fact]
    public async Task Assertion_keys_are_the_integrations_own_and_a_kid_is_used_once()
    {
        var (host, other) = (await World.Host(), await World.Host());
        using var signer = new HostSigner("key-1");
        Assert.Equal("ES256", (await Port.AddAssertionKey(host.Actor, "key-1", signer.PublicJwk, None)).Value.Algorithm);
        Assert.Equal(IntegrationRefusals.KidInUse, (await Port.AddAssertionKey(host.Actor, "key-1", signer.PublicJwk, None)).Refusal);
        Assert.True((await Port.AddAssertionKey(other.Actor, "key-1", signer.PublicJwk, None)).IsOk);
        Assert.Equal(RefusalKind.NotFound, (await Port.RemoveAssertionKey(host.Actor, "key-2", None)).Refusal!.Kind);
        Assert.True((await Port.RemoveAssertionKey(host.Actor, "key-1", None)).IsOk);
        Assert.Empty((await Port.Current(host.Actor, None)).Value.AssertionKeys);
        Assert.Single((await Port.Current(other.Actor, None)).Value.AssertionKeys);
    }

    [Fact]
    public async Task Of_many_that_register_one_kid_at_once_one_does()
    {
        var host = await World.Host();
        using var signer = new HostSigner("race");
        var jwk = signer.PublicJwk;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Port.AddAssertionKey(host.Actor, "race", jwk, None))));
        Assert.Single(outcomes, outcome => outcome.IsOk);
        Assert.Equal(7, outcomes.Count(outcome => outcome.Refusal == IntegrationRefusals.KidInUse));
    }

    [Fact]
    public async Task Assertion_keys_need_their_scope_and_a_public_key()
    {
        var host = await World.Host();
        using var signer = new HostSigner("kid");
        var without = (await World.OfKey(await World.Key(host, HostWorld.AllScopes & ~IntegrationScopes.KeysManage)))!;
        Assert.Equal(RefusalKind.Forbidden, (await Port.AddAssertionKey(without, "kid", signer.PublicJwk, None)).Refusal!.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await Port.AddAssertionKey(await World.Administrator(), "kid", signer.PublicJwk, None)).Refusal!.Kind);
        var refusal = (await Port.AddAssertionKey(host.Actor, "kid", signer.PrivateJwk, None)).Refusal!;
        Assert.Equal(RefusalKind.Validation, refusal.Kind);
        Assert.DoesNotContain(JsonDocument.Parse(signer.PrivateJwk).RootElement.GetProperty("d").GetString()!, await Dump.Text(Database), StringComparison.Ordinal);
    }
}
