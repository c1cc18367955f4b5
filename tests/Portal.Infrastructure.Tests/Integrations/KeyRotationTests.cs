using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Tests.Shared;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Integrations;

public sealed class KeyRotationTests(PortalDatabase database) : HostTests(database)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private IIntegrations Port => World.Integrations;

    [Fact]
    public async Task Two_keys_are_good_until_the_old_one_s_end_and_then_one()
    {
        var (host, administrator) = (await World.Host(), await World.Administrator());
        var old = await Line(host);
        var renewed = (await Port.RotateKey(administrator, host.Id, old.Id, Hour, None)).Value;
        Assert.Equal((await World.OfKey(host.Key))!.Scopes, (await World.OfKey(renewed.Secret))!.Scopes);
        Assert.Equal(World.Clock.GetUtcNow() + Hour, (await Line(host)).EndsAt);

        World.Clock.Advance(Hour - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await World.OfKey(host.Key));

        // Its answer is still kept from a moment ago: the end holds all the same.
        World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await World.OfKey(host.Key));
        Assert.NotNull(await World.OfKey(renewed.Secret));
        Assert.Single(await World.Audit(AuditAction.IntegrationKeyCreated), row => row.Subject == renewed.Id && row.Code == "rotated" && row.ActorId == administrator.PersonId);
    }

    [Fact]
    public async Task A_key_that_was_replaced_or_revoked_is_not_replaced_again()
    {
        var (host, administrator) = (await World.Host(), await World.Administrator());
        var old = await Line(host);
        var renewed = (await Port.RotateKey(administrator, host.Id, old.Id, Hour, None)).Value;
        Assert.Equal(IntegrationRefusals.KeyNotCurrent, (await Port.RotateKey(administrator, host.Id, old.Id, Hour, None)).Refusal);
        _ = (await Port.RevokeKey(administrator, host.Id, renewed.Id, None)).Value;
        Assert.Equal(IntegrationRefusals.KeyNotCurrent, (await Port.RotateKey(administrator, host.Id, renewed.Id, Hour, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await Port.RotateKey(administrator, (await World.Host()).Id, old.Id, Hour, None)).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(169)]
    public async Task The_overlap_is_some_time_and_a_week_at_most(int hours)
    {
        var host = await World.Host();
        Assert.Equal(RefusalKind.Validation, (await Port.RotateKey(await World.Administrator(), host.Id, (await Line(host)).Id, TimeSpan.FromHours(hours), None)).Refusal!.Kind);
    }

    [Fact]
    public async Task What_a_bot_was_given_by_a_key_ends_with_the_key_s_end()
    {
        var (host, administrator) = (await World.Host(), await World.Administrator());
        var token = (await World.Sessions.CreateForBot(host.Actor, "Bot", host.Origin, None)).Value.Token;
        var renewed = (await Port.RotateKey(administrator, host.Id, (await Line(host)).Id, TimeSpan.FromMinutes(5), None)).Value;
        _ = (await Port.RevokeKey(administrator, host.Id, renewed.Id, None)).Value;
        Assert.NotNull(await World.OfToken(token));
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await World.OfToken(token));
    }

    [Fact]
    public async Task Revoking_everything_ends_keys_sessions_links_and_assertion_keys_at_once_and_nobody_else_s()
    {
        var (host, other, administrator) = (await World.Host(), await World.Host("Other"), await World.Administrator());
        using var signer = new HostSigner("k-1");
        _ = (await Port.AddAssertionKeyTo(administrator, host.Id, "k-1", signer.PublicJwk, None)).Value;
        var token = (await World.Sessions.CreateForPatient(host.Actor, host.Request("1"), None)).Value.Token;
        var link = (await World.Sessions.CreateLink(host.Actor, host.Request("1"), None)).Value;
        var theirs = (await World.Sessions.CreateForPatient(other.Actor, other.Request("1"), None)).Value.Token;
        var hook = (await World.Get<IWebhooks>().Create(host.Actor, new NewWebhook(null, "Hook", "https://hooks.example/", WebhookEvents.MessagePosted), None)).Value;

        _ = (await Port.RevokeAll(administrator, host.Id, None)).Value;
        Assert.Null(await World.OfKey(host.Key));
        Assert.Null(await World.OfToken(token));
        Assert.Equal(Refusal.Unauthorized, (await World.Sessions.UseLink(link.Code, null, None)).Refusal);
        var shown = (await Port.List(administrator, None)).Value.Single(one => one.Id == host.Id);
        Assert.Empty(shown.AssertionKeys);
        Assert.True(shown.IsActive);
        Assert.NotEmpty(shown.Origins);
        Assert.False((await World.Get<IWebhooks>().List(administrator, None)).Value.Single(one => one.Id == hook.Id).IsActive);
        Assert.NotNull(await World.OfKey(other.Key));
        Assert.NotNull(await World.OfToken(theirs));
        Assert.Single(await World.Audit(AuditAction.IntegrationChanged), row => row.Subject == host.Id.Value && row.Code == "revoked-all");

        // It begins again with a new key.
        Assert.NotNull(await World.OfKey((await Port.CreateKey(administrator, host.Id, HostWorld.AllScopes, None)).Value.Secret));
    }

    [Fact]
    public async Task An_administrator_registers_assertion_keys_and_takes_them_out_of_use()
    {
        var (host, administrator) = (await World.Host(), await World.Administrator());
        using var signer = new HostSigner("k-1");
        var jwk = signer.PublicJwk;
        _ = (await Port.AddAssertionKeyTo(administrator, host.Id, "k-1", jwk, None)).Value;
        Assert.Equal(IntegrationRefusals.KidInUse, (await Port.AddAssertionKey(host.Actor, "k-1", jwk, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await Port.AddAssertionKeyTo(administrator, Id.New<IntegrationId>(), "k-1", jwk, None)).Refusal);
        Assert.Equal(Refusal.NotFound, (await Port.RemoveAssertionKeyFrom(administrator, (await World.Host()).Id, "k-1", None)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await Port.AddAssertionKeyTo(host.Actor, host.Id, "k-2", jwk, None)).Refusal);
        Assert.True((await Port.RemoveAssertionKeyFrom(administrator, host.Id, "k-1", None)).IsOk);
        Assert.Equal(["added", "removed"], (await World.Audit(AuditAction.AssertionKeyChanged)).Where(row => row.Subject == host.Id.Value).Select(row => row.Code).Order(StringComparer.Ordinal));
        var old = administrator with { AuthenticatedAt = World.Clock.GetUtcNow().AddMinutes(-6) };
        Assert.Equal(Refusal.Reauthenticate, (await Port.RevokeAll(old, host.Id, None)).Refusal);
    }

    /// <summary>Of the key that the host has from the beginning.</summary>
    private async Task<IntegrationKeyLine> Line(TestHost host) =>
        (await Port.List(await World.Care.Staff(StaffRoles.Auditor), None)).Value.Single(one => one.Id == host.Id).Keys.Single(key => host.Key.StartsWith(key.Prefix, StringComparison.Ordinal));
}
