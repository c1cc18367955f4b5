using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Domain.Audit;
using Portal.Domain.Conversations;
using Portal.Domain.Notifications;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Hooks;
using Xunit;

namespace Portal.Infrastructure.Tests.Webhooks;

public sealed class WebhookDeliveryTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private const WebhookEvents Every = (WebhookEvents)511;
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Of a time that is due what is less than this is cut off.</summary>
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_message_is_told_by_ids_alone_and_signed()
    {
        await using var bench = await HookBench.Start(database);
        var (_, secret) = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        var sequence = await bench.Post(patient, conversation);
        await bench.Work();

        var call = Assert.Single(bench.Receiver.Received);
        Assert.Equal("/hooks?token=of-the-host", call.Path);
        Assert.Equal(["type", "timestamp", "data"], call.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["conversationId", "sequence", "patientId", "careTeamId", "actorId"], call.Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal("message.posted", call.Type);
        Assert.Equal((conversation.ToString(), sequence.Value, patient.PersonId.ToString()), (call.Data.GetProperty("conversationId").GetString(), call.Data.GetProperty("sequence").GetInt64(), call.Data.GetProperty("patientId").GetString()));
        Assert.DoesNotContain("marker", Encoding.UTF8.GetString(call.Body), StringComparison.OrdinalIgnoreCase);

        Assert.Equal((await bench.Deliveries()).Single().Id.ToString(), call.Id);
        Assert.Equal(WebhookSignature.Timestamp(bench.World.Clock.GetUtcNow()), call.Timestamp);
        Assert.Equal(Signed(call, secret), call.Signature);
    }

    [Fact]
    public async Task Each_kind_is_told_where_it_is_wanted_in_the_order_in_which_it_happened()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook(Every);
        await bench.Hook(WebhookEvents.StatusChanged);
        var (patient, clinician, conversation) = await bench.Care();
        var message = await bench.Post(patient, conversation);
        _ = (await bench.World.Get<IMessages>().Correct(patient, conversation, message, new ClinicalText("Other words"), None)).Value;
        _ = (await bench.World.Get<IMessages>().Retract(patient, conversation, message, RetractionReason.Mistake, None)).Value;
        _ = (await bench.World.Get<IVisits>().Book(clinician, new NewVisit(conversation, null, TimeSpan.FromMinutes(20), null, new ClinicalText("A rash")), None)).Value;
        _ = (await bench.World.Get<IConversations>().SetStatus(clinician, conversation, ConversationStatus.Closed, None)).Value;
        await bench.Work();

        string[] all = ["conversation.started", "message.posted", "message.corrected", "message.retracted", "visit.scheduled", "conversation.status-changed"];
        var calls = bench.Receiver.Received.GroupBy(call => call.Data.TryGetProperty("sequence", out var at) ? at.GetInt64() : 0).OrderBy(group => group.Key).ToList();
        Assert.Equal(all, calls.Select(group => group.First().Type));
        Assert.Equal(all[..^1], bench.Receiver.Received.Select(call => call.Type).Where(type => type != all[^1])); // as they came; the other webhook waits for none of these
        Assert.Equal([1, 1, 1, 1, 1, 2], calls.Select(group => group.Count()));
        Assert.All(calls.Where(group => group.First().Type is "message.corrected" or "message.retracted"), group => Assert.Equal(message.Value, group.First().Data.GetProperty("target").GetInt64()));
    }

    [Fact]
    public async Task What_the_care_team_says_among_itself_is_never_told()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook(Every);
        var (patient, clinician, conversation) = await bench.Care();
        var careTeam = (await bench.World.Get<IConversations>().View(clinician, conversation, None)).Value.CareTeam.Id;
        var team = (await bench.World.Get<IConversations>().Start(clinician, new NewConversation(careTeam, ConversationKind.Team, patient.PersonId, new ClinicalText("Among us"), Priority.Routine), None)).Value.Id;
        await bench.Post(clinician, team);
        _ = (await bench.World.Get<IConversations>().SetPriority(clinician, conversation, Priority.Urgent, None)).Value;
        await bench.Work();
        Assert.Equal("conversation.started", Assert.Single(bench.Receiver.Received).Type);
        Assert.DoesNotContain(team.Value, (await bench.Deliveries()).Select(row => row.ConversationId!.Value));
    }

    [Fact]
    public async Task Patients_of_another_integration_are_never_told_of()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook();
        var elsewhere = await bench.World.Host("Elsewhere");
        var (patient, _, conversation) = await bench.Care("7", elsewhere);
        await bench.Post(patient, conversation);
        await bench.Work();
        Assert.Empty(bench.Receiver.Received);
        Assert.Empty(await bench.Deliveries());
    }

    [Fact]
    public async Task Whether_the_integration_may_know_is_asked_again_at_the_try()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        _ = (await bench.World.Integrations.SetSystems(await bench.World.Administrator(), bench.Host.Id, [], None)).Value;
        await bench.Work();
        Assert.Empty(bench.Receiver.Received);
        Assert.Equal((DeliveryState.Dropped, "not-reached"), End(Assert.Single(await bench.Deliveries())));
    }

    [Fact]
    public async Task A_webhook_or_an_integration_that_was_switched_off_is_told_nothing_more()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        _ = (await bench.Port.Change(bench.Host.Actor, hook.Id, new WebhookChange("Off", null, HookBench.Messages, IsActive: false), None)).Value;
        await bench.Post(patient, conversation);
        await bench.Work();
        _ = (await bench.Port.Change(bench.Host.Actor, hook.Id, new WebhookChange("On", null, HookBench.Messages, IsActive: true), None)).Value;
        await bench.Post(patient, conversation);
        await bench.Dispatch();
        _ = (await bench.World.Integrations.SetActive(await bench.World.Administrator(), bench.Host.Id, isActive: false, None)).Value;
        await bench.Work();
        Assert.Empty(bench.Receiver.Received);
        Assert.All(await bench.Deliveries(), row => Assert.Equal((DeliveryState.Dropped, "webhook-off"), End(row)));
    }

    [Fact]
    public async Task A_conversation_keeps_its_order_over_failures_and_others_go_on()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook();
        var (first, _, troubled) = await bench.Care("1");
        var (second, _, other) = await bench.Care("2");
        var isDown = true;
        bench.Receiver.Answer = (call, context) =>
        {
            context.Response.StatusCode = isDown && Of(call) == troubled.ToString() ? 503 : 200;
            return Task.CompletedTask;
        };
        for (var post = 0; post < 3; post++)
        {
            await bench.Post(first, troubled);
            await bench.Post(second, other);
        }

        await bench.Work();
        Assert.Equal([1], Sequences(bench, troubled));
        Assert.Equal([1, 2, 3], Sequences(bench, other));

        isDown = false;
        await bench.Work(TimeSpan.FromSeconds(6));
        Assert.Equal([1, 1, 2, 3], Sequences(bench, troubled));
        var tries = bench.Receiver.Received.Where(call => Of(call) == troubled.ToString()).Take(2).ToList();
        Assert.Equal(tries[0].Id, tries[1].Id);
        Assert.Equal(tries[0].Body, tries[1].Body);
        Assert.NotEqual(tries[0].Signature, tries[1].Signature); // the time of the try is signed as well
    }

    [Fact]
    public async Task After_a_day_it_is_parked_the_later_ones_go_on_and_a_replay_is_tried_again()
    {
        await using var bench = await HookBench.Start(database);
        var hook = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        bench.Receiver.Says(500);
        await bench.Post(patient, conversation);
        await bench.Work();
        while ((await bench.Deliveries()) is [{ State: (short)DeliveryState.Waiting, DueAt: var due }]) await bench.Work(due - bench.World.Clock.GetUtcNow() + Millisecond);

        var parked = Assert.Single(await bench.Deliveries());
        Assert.Equal((DeliveryState.Parked, "failing"), End(parked));
        Assert.InRange(parked.EndedAt!.Value - parked.CreatedAt, TimeSpan.FromHours(24), TimeSpan.FromHours(24.5));
        Assert.InRange(bench.Receiver.Received.Count, 11, 12);
        Assert.Single(await bench.World.Audit(AuditAction.DeliveryParked), row => row.Subject == parked.Id);

        bench.Receiver.Says(200);
        await bench.Post(patient, conversation);
        await bench.Work(TimeSpan.FromMinutes(10));
        Assert.Equal(2, bench.Receiver.Received[^1].Data.GetProperty("sequence").GetInt64());

        var log = (await bench.Port.ManagedAttempts(bench.Host.Actor, hook.Id, PageRequest.First, None)).Value.Items;
        Assert.Equal((null, 200, false), (log[0].Code, log[0].Status, log[0].IsParked));
        Assert.Equal(("failing", 500, true), (log[1].Code, log[1].Status, log[1].IsParked));
        _ = (await bench.Port.Replay(bench.Host.Actor, hook.Id, log[1].Delivery, None)).Value;
        await bench.Work();
        Assert.Equal(1, bench.Receiver.Received[^1].Data.GetProperty("sequence").GetInt64());
        Assert.Equal(DeliveryState.Done, (DeliveryState)(await bench.Deliveries()).Single(row => row.Id == parked.Id).State);
        Assert.Equal(DeliveryRefusals.NotParked, (await bench.Port.Replay(bench.Host.Actor, hook.Id, log[1].Delivery, None)).Refusal);
        Assert.Null((await bench.Shown(hook.Id)).FailingSince);
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone()
    {
        await using var bench = await HookBench.Start(database);
        var old = await bench.Hook();
        var (patient, _, conversation) = await bench.Care();
        var renewed = (await bench.Port.RotateSecret(bench.Host.Actor, old.Id, None)).Value;
        await bench.Post(patient, conversation);
        await bench.Work();
        var call = bench.Receiver.Received[^1];
        Assert.Equal($"{Signed(call, renewed.Secret)} {Signed(call, old.Secret)}", call.Signature);
        Assert.Equal(bench.World.Clock.GetUtcNow() + TimeSpan.FromHours(24), (await bench.Shown(old.Id)).OldSecretUntil);

        await bench.Work(TimeSpan.FromHours(24));
        await bench.Post(patient, conversation);
        await bench.Work();
        call = bench.Receiver.Received[^1];
        Assert.Equal(Signed(call, renewed.Secret), call.Signature);

        // Twice in one day: the first of the three is good no more.
        var third = (await bench.Port.RotateSecret(bench.Host.Actor, old.Id, None)).Value;
        var fourth = (await bench.Port.RotateSecret(bench.Host.Actor, old.Id, None)).Value;
        await bench.Post(patient, conversation);
        await bench.Work();
        call = bench.Receiver.Received[^1];
        Assert.Equal($"{Signed(call, fourth.Secret)} {Signed(call, third.Secret)}", call.Signature);
    }

    [Fact]
    public async Task A_checkpoint_of_the_audit_is_told_with_its_signature()
    {
        await using var bench = await HookBench.Start(database);
        await bench.Hook(WebhookEvents.AuditCheckpoint);
        await bench.Checkpoint();
        await bench.Work();
        var call = Assert.Single(bench.Receiver.Received);
        Assert.Equal(["position", "hash", "signature"], call.Data.EnumerateObject().Select(member => member.Name));
        await using var context = await bench.Context();
        var row = await context.Set<AuditCheckpointRow>().SingleAsync(stored => stored.Position == call.Data.GetProperty("position").GetInt64());
        Assert.Equal(row.Hash, call.Data.GetProperty("hash").GetBytesFromBase64());
        Assert.Equal(row.Signature, call.Data.GetProperty("signature").GetBytesFromBase64());
    }

    private static string Of(HookCall call) => call.Data.GetProperty("conversationId").GetString()!;

    private static IEnumerable<long> Sequences(HookBench bench, ConversationId conversation) =>
        bench.Receiver.Received.Where(call => Of(call) == conversation.ToString()).Select(call => call.Data.GetProperty("sequence").GetInt64());

    private static (DeliveryState, string?) End(OutboxDeliveryRow row) => ((DeliveryState)row.State, row.LastError);

    /// <summary>As a receiver makes it: from the secret as it was shown, and the bytes as they came.</summary>
    private static string Signed(HookCall call, string secret) =>
        WebhookSignature.Header([Convert.FromBase64String(secret["whsec_".Length..])], call.Id, call.Timestamp, call.Body);
}
