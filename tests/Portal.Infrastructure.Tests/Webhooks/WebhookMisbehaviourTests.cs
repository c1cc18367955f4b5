using System.Net;
using Microsoft.AspNetCore.Http;
using Portal.Domain.Audit;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Shared.Network;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Webhooks;
using Portal.Testing.Database;
using Portal.Testing.Hooks;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Webhooks;

/// <summary>Receivers that are slow, away, hostile, or lead inside.</summary>
public sealed class WebhookMisbehaviourTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private const int Megabyte = 1024 * 1024;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_left_after_fifteen_seconds()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        bench.Receiver.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var testing = bench.Port.Test(bench.Host.Actor, hook.Id, None);
        await Until.True(() => bench.Receiver.Received.Count == 1);
        bench.World.Clock.Advance(TimeSpan.FromSeconds(14));
        Assert.False(testing.IsCompleted);
        bench.World.Clock.Advance(TimeSpan.FromSeconds(1));
        var attempt = (await testing).Value;
        Assert.Equal((null, "slow", TimeSpan.FromSeconds(15)), (attempt.Status, attempt.Code, attempt.Took));
    }

    [Trait("ASVS", "15.3.2")]
    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await HookReceiver.Start();
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        bench.Receiver.Answer = (_, context) =>
        {
            context.Response.Redirect(elsewhere.Address.ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        var attempt = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
        Assert.Equal((307, "redirected"), (attempt.Status, attempt.Code));
        Assert.Empty(elsewhere.Received);
    }

    [Fact]
    public async Task Of_ten_megabytes_no_more_is_taken_than_a_little_and_the_status_counts()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var written = 0;
        var ended = new TaskCompletionSource();
        bench.Receiver.Answer = async (_, context) =>
        {
            try
            {
                // More than the buffers between here and there can hold.
                for (; written < 200; written++) await context.Response.Body.WriteAsync(new byte[Megabyte], context.RequestAborted);
            }
            catch (Exception error) when (error is OperationCanceledException or IOException)
            {
            }
            finally
            {
                ended.SetResult();
            }
        };
        var attempt = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
        Assert.Equal((200, null), (attempt.Status, attempt.Code));
        await ended.Task;
        Assert.InRange(written, 0, 199);
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:169.254.169.254]/")]
    public async Task What_is_written_as_an_address_inside_is_not_registered(string address)
    {
        await using var world = new Portal.Testing.Care.HostWorld(database);
        var host = await world.Host();
        var refused = await world.Get<IWebhooks>().Create(host.Actor, new NewWebhook(null, "Inside", address, WebhookEvents.MessagePosted), None);
        Assert.Equal(WebhookRefusals.AddressForbidden, refused.Refusal);
    }

    /// <summary>The name is looked up once, in the act of connecting: one that leads elsewhere the second time leads nowhere.</summary>
    [Trait("ASVS", "1.3.6")]
    [Fact]
    public async Task A_name_that_leads_inside_is_not_called_whatever_it_led_to_before()
    {
        await using var receiver = await HookReceiver.Start();
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]);
        using var caller = new WebhookCaller(new AddressGuard(allowsPrivate: false, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()])), TimeSpan.FromSeconds(15), TimeProvider.System);
        foreach (var _ in new[] { 1, 2 })
        {
            var answer = await caller.Post(new Uri($"http://name.example:{receiver.Address.Port}/"), "id", "1", "v1,a", "{}"u8.ToArray(), None);
            Assert.Equal((null, "address-forbidden"), (answer.Status, answer.Code));
        }

        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Where_nobody_listens_or_the_name_is_unknown_it_is_unreachable()
    {
        await using var bench = await HookBench.Start(database);
        var gone = await HookReceiver.Start();
        await gone.DisposeAsync();
        var hook = await bench.Hook(address: gone.Address.ToString());
        var attempt = (await bench.Port.Test(bench.Host.Actor, hook.Id, None)).Value;
        Assert.Equal((null, "unreachable"), (attempt.Status, attempt.Code));
    }

    [Fact]
    public async Task Gone_switches_the_webhook_off_until_somebody_switches_it_on()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        bench.Receiver.Says(410);
        await bench.Post(patient, conversation);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Single(bench.Receiver.Received);
        Assert.Equal(["gone", "webhook-off"], (await bench.Deliveries()).Select(row => row.LastError));
        Assert.False((await bench.Shown(hook.Id)).IsActive);
        Assert.Contains(await bench.World.Audit(AuditAction.WebhookChanged), row => row.Subject == hook.Id.Value && row.Code == "gone" && row.ActorId == PersonId.System);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Equal(2, (await bench.Deliveries()).Count);
    }

    /// <summary>Each lane is tried by itself, so that without the rest every place of the node would be at the dead receiver's.</summary>
    [Fact]
    public async Task A_dead_receiver_with_many_conversations_rests_and_another_s_is_told_at_once()
    {
        await using var bench = await HookBench.Start(database);
        await using var dead = await HookReceiver.Start();
        dead.Says(503);
        var hook = await bench.Hook(address: dead.Address.ToString());
        var elsewhere = await bench.World.Host("Elsewhere");
        await bench.Hook(host: elsewhere);
        var (patient, _, first) = await bench.Care();
        await bench.Post(patient, first);
        await Crowd(bench, hook.Id, 40);
        var (other, _, conversation) = await bench.Care("2", elsewhere);
        await bench.Post(other, conversation);
        await bench.Work();
        Assert.Equal(10, dead.Received.Count);
        Assert.Single(bench.Receiver.Received);
        Assert.NotNull((await bench.Shown(hook.Id)).RestsUntil);

        // After each rest one try looks whether it is there again.
        await bench.Work(TimeSpan.FromMinutes(10));
        Assert.Equal(11, dead.Received.Count);
        dead.Says(200);
        await bench.Work(TimeSpan.FromMinutes(10));
        await bench.Work(TimeSpan.FromMinutes(10));
        Assert.All(await bench.Deliveries(), row => Assert.Equal((short)DeliveryState.Done, row.State));
        Assert.Null((await bench.Shown(hook.Id)).FailingSince);
    }

    [Fact]
    public async Task What_waited_for_a_day_at_a_dead_receiver_is_given_up_without_a_try()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        bench.Receiver.Says(503);
        var (patient, _, conversation) = await bench.Care();
        await bench.Post(patient, conversation);
        await Crowd(bench, hook.Id, 30);
        await bench.Work();
        bench.World.Clock.Jump(TimeSpan.FromHours(24));
        await bench.Work();
        Assert.All(await bench.Deliveries(), row => Assert.Equal((short)DeliveryState.Parked, row.State));
        Assert.Equal(11, bench.Receiver.Received.Count);
        var log = (await bench.Port.ManagedAttempts(bench.Host.Actor, hook.Id, new PageRequest(200), None)).Value.Items;
        Assert.Equal((30, 11), (log.Count(attempt => attempt.Code == "receiver-down"), log.Count(attempt => attempt.Code == "failing")));
    }

    [Trait("ASVS", "15.2.2")]
    [Fact]
    public void Slow_receivers_have_half_of_the_places_each_and_an_integration_s_together_three_quarters()
    {
        var places = new WebhookPlaces();
        var (integration, slow, alsoSlow) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var taken = Enumerable.Range(0, WebhookPlaces.All).Select(_ => places.Take(slow, integration)).OfType<IDisposable>().ToList();
        Assert.Equal(WebhookPlaces.OfOne, taken.Count);
        taken.AddRange(Enumerable.Range(0, WebhookPlaces.All).Select(_ => places.Take(alsoSlow, integration)).OfType<IDisposable>());
        Assert.Equal(WebhookPlaces.OfIntegration, taken.Count);
        Assert.NotNull(places.Take(Guid.NewGuid(), Guid.NewGuid()));
        taken[0].Dispose();
        Assert.NotNull(places.Take(alsoSlow, integration));
        Assert.Null(places.Take(alsoSlow, integration));
        Assert.Null(places.Take(slow, integration));
    }

    /// <summary>The one delivery that there is, for as many conversations: lanes are what counts here.</summary>
    private static async Task Crowd(HookBench bench, WebhookId hook, int lanes)
    {
        await bench.Dispatch();
        var one = (await bench.Deliveries()).Single();
        await using var context = await bench.Context();
        for (var lane = 0; lane < lanes; lane++)
        {
            context.Add(new OutboxDeliveryRow
            {
                Id = Guid.CreateVersion7(),
                OutboxEventId = one.OutboxEventId,
                Target = one.Target,
                Lane = WebhookLane.Of(hook.Value, Guid.CreateVersion7()),
                Position = one.Position,
                Kind = one.Kind,
                ConversationId = one.ConversationId,
                Sequence = one.Sequence,
                CreatedAt = one.CreatedAt,
                DueAt = one.DueAt,
            });
        }

        await context.SaveChangesAsync();
    }
}
