using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Webhooks;

public sealed class WebhookActTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Trait("ASVS", "13.3.1")]
    [Fact]
    public async Task Of_an_address_and_a_secret_nothing_is_shown_or_stored_in_clear()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook(WebhookEvents.MessagePosted);
        var shown = await bench.Shown(hook.Id);
        Assert.Equal(("Receiver", bench.Receiver.Address.Authority, WebhookEvents.MessagePosted, true), (shown.Name, shown.Host, shown.Events, shown.IsActive));
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", hook.Secret);
        var dump = await Dump.Text(database);
        Assert.DoesNotContain("of-the-host", dump, StringComparison.Ordinal);
        Assert.DoesNotContain(hook.Secret[6..], dump, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Convert.FromBase64String(hook.Secret[6..])), dump, StringComparison.OrdinalIgnoreCase);
    }

    [Trait("ASVS", "8.4.1")]
    [Fact]
    public async Task Another_integration_s_webhook_is_as_one_that_is_not_there()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var other = (await bench.World.Host("Other")).Actor;
        Assert.Empty((await bench.Port.Managed(other, None)).Value);
        var change = new WebhookChange("Mine", null, HookBench.Messages, IsActive: true);
        foreach (var id in new[] { hook.Id, Id.New<WebhookId>() })
        {
            Assert.Equal(
                Enumerable.Repeat(Refusal.NotFound, 6),
                new[]
                {
                    (await bench.Port.Change(other, id, change, None)).Refusal, (await bench.Port.Remove(other, id, None)).Refusal, (await bench.Port.RotateSecret(other, id, None)).Refusal,
                    (await bench.Port.Test(other, id, None)).Refusal, (await bench.Port.ManagedAttempts(other, id, PageRequest.First, None)).Refusal,
                    (await bench.Port.Replay(other, id, new DeliveryId(Guid.NewGuid()), None)).Refusal,
                });
        }

        Assert.Equal(Refusal.NotFound, (await bench.Port.Create(other, new NewWebhook(bench.Host.Id, "Theirs", "https://other.example/", HookBench.Messages), None)).Refusal);
        Assert.Empty(bench.Receiver.Received);
    }

    [Fact]
    public async Task A_delivery_of_another_webhook_is_not_replayed_by_this_one()
    {
        await using var bench = await HookBench.Start(database);
        var (mine, other) = (await bench.Hook(), await bench.World.Host("Other"));
        var theirs = await bench.Hook(host: other);
        var (patient, _, conversation) = await bench.Care("9", other);
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        var delivery = new DeliveryId((await bench.Deliveries()).Single().Id);
        Assert.Equal(Refusal.NotFound, (await bench.Port.Replay(bench.Host.Actor, mine.Id, delivery, None)).Refusal);
        Assert.Equal(DeliveryRefusals.NotParked, (await bench.Port.Replay(other.Actor, theirs.Id, delivery, None)).Refusal);
    }

    [Fact]
    public async Task An_administrator_manages_all_with_a_fresh_sign_in_and_an_auditor_reads()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var administrator = await bench.World.Administrator();
        Assert.Contains((await bench.Port.Managed(administrator, None)).Value, one => one.Id == hook.Id);
        Assert.True((await bench.Port.Test(administrator, hook.Id, None)).IsOk);
        var old = administrator with { AuthenticatedAt = bench.World.Clock.GetUtcNow().AddMinutes(-6) };
        Assert.Equal(Refusal.Reauthenticate, (await bench.Port.Test(old, hook.Id, None)).Refusal);
        Assert.True((await bench.Port.Attempts(old, hook.Id, PageRequest.First, None)).IsOk);
        var auditor = await bench.World.Care.Staff(StaffRoles.Auditor);
        Assert.Contains((await bench.Port.List(auditor, None)).Value, one => one.Id == hook.Id);
        Assert.Equal(Refusal.Forbidden, (await bench.Port.Test(auditor, hook.Id, None)).Refusal);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_trail_under_who_made_it()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        _ = (await bench.Port.Change(bench.Host.Actor, hook.Id, new WebhookChange("Off", null, HookBench.Messages, IsActive: false), None)).Value;
        _ = (await bench.Port.RotateSecret(bench.Host.Actor, hook.Id, None)).Value;
        _ = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
        _ = (await bench.Port.Remove(bench.Host.Actor, hook.Id, None)).Value;
        var rows = new List<AuditRecord>();
        foreach (var action in new[] { AuditAction.WebhookChanged, AuditAction.WebhookSecretRotated, AuditAction.WebhookTested }) rows.AddRange((await bench.World.Audit(action)).Where(row => row.Subject == hook.Id.Value));
        Assert.Equal(["created", "removed", "rotated", "switched-off", "tested"], rows.Select(row => row.Code ?? (row.Action == AuditAction.WebhookTested ? "tested" : "rotated")).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(bench.Host.Id, row.Integration));
        Assert.DoesNotContain((await bench.Port.Managed(bench.Host.Actor, None)).Value, one => one.Id == hook.Id);
    }

    [Fact]
    public async Task A_test_is_one_signed_delivery_and_its_answer_is_told()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        bench.Receiver.Says(418);
        var attempt = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
        var call = Assert.Single(bench.Receiver.Received);
        Assert.Equal(("test", hook.Id.ToString(), attempt.Delivery.ToString()), (call.Type, call.Data.GetProperty("webhookId").GetString(), call.Id));
        Assert.Equal(("test", 418, "refused"), (attempt.Type, attempt.Status, attempt.Code));
        await bench.Work(TimeSpan.FromHours(1));
        Assert.Single(bench.Receiver.Received);
    }

    [Fact]
    public async Task The_log_is_read_page_by_page_newest_first()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        for (var status = 201; status <= 205; status++)
        {
            bench.Receiver.Says(status);
            _ = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
            bench.World.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = (await bench.Port.ManagedAttempts(bench.Host.Actor, hook.Id, new PageRequest(3), None)).Value;
        var rest = (await bench.Port.ManagedAttempts(bench.Host.Actor, hook.Id, new PageRequest(3, first.Next), None)).Value;
        Assert.Equal([205, 204, 203, 202, 201], first.Items.Concat(rest.Items).Select(attempt => attempt.Status!.Value));
        Assert.Null(rest.Next);
        Assert.Equal(RefusalKind.Validation, (await bench.Port.ManagedAttempts(bench.Host.Actor, hook.Id, new PageRequest(3, "other"), None)).Refusal!.Kind);
    }

    [Fact]
    public async Task There_are_twenty_at_most_of_one_integration()
    {
        await using var bench = await HookBench.Start(database);
        for (var count = 0; count < WebhookRules.AtMost; count++) await bench.Hook();
        Assert.Equal(WebhookRefusals.TooMany, (await bench.Port.Create(bench.Host.Actor, new NewWebhook(null, "More", "https://more.example/", HookBench.Messages), None)).Refusal);
    }

    [Fact]
    public async Task What_is_changed_is_told_to_the_new_address_and_of_what_is_wanted_now()
    {
        await using var bench = await HookBench.Start(database);
        await using var other = await Portal.Testing.Hooks.HookReceiver.Start();
        var hook = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        _ = (await bench.Port.Change(bench.Host.Actor, hook.Id, new WebhookChange("Moved", other.Address.ToString(), WebhookEvents.MessagePosted, IsActive: true), None)).Value;
        await bench.Work();
        Assert.Empty(bench.Receiver.Received);
        Assert.Single(other.Received);
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        _ = (await bench.Port.Change(bench.Host.Actor, hook.Id, new WebhookChange("Moved", null, WebhookEvents.VisitChanged, IsActive: true), None)).Value;
        await bench.Work();
        Assert.Single(other.Received);
        Assert.Equal("not-wanted", (await bench.Deliveries())[^1].LastError);
    }
}
