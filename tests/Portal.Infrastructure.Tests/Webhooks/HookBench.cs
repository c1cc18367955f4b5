using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Webhooks;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Webhooks;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Hooks;

namespace Portal.Infrastructure.Tests.Webhooks;

/// <summary>A portal that posts as it always does, a hospital's host beside it, and an outbox that a test works by hand on its own clock.</summary>
internal sealed class HookBench : IAsyncDisposable
{
    public const WebhookEvents Messages = WebhookEvents.MessagePosted | WebhookEvents.MessageCorrected | WebhookEvents.MessageRetracted;
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly PostWriter writer;

    private HookBench(PortalDatabase database, HookReceiver receiver)
    {
        Receiver = receiver;
        World = new HostWorld(database, settings: new Dictionary<string, string?> { ["Webhooks:AllowPrivateAddresses"] = "true" });
        writer = World.Get<IEnumerable<IHostedService>>().OfType<PostWriter>().Single();
    }

    public HostWorld World { get; }

    public HookReceiver Receiver { get; }

    public TestHost Host { get; private set; } = null!;

    public IWebhooks Port => World.Get<IWebhooks>();

    public static async Task<HookBench> Start(PortalDatabase database)
    {
        await database.Execute("truncate outbox_events, outbox_deliveries, leases, webhooks cascade");
        var bench = new HookBench(database, await HookReceiver.Start());
        await bench.writer.StartAsync(None);
        bench.Host = await bench.World.Host();
        return bench;
    }

    /// <summary>Of the bench's receiver, unless another address is named.</summary>
    public async Task<NewWebhookSecret> Hook(WebhookEvents events = Messages, string? address = null, TestHost? host = null) =>
        (await Port.Create((host ?? Host).Actor, new NewWebhook(null, "Receiver", address ?? Receiver.Address.ToString(), events), None)).Value;

    /// <summary>A conversation of a patient whom that host knows.</summary>
    public async Task<(Actor Patient, Actor Clinician, ConversationId Conversation)> Care(string value = "1", TestHost? host = null)
    {
        var team = await World.Care.CareTeam();
        var patient = await World.Patient(host ?? Host, value, "Givenmarker", "Familymarker");
        return (patient, await World.Care.Clinician(team), await World.Care.Conversation(patient, team, "Topicmarker"));
    }

    public async Task<Sequence> Post(Actor actor, ConversationId conversation) =>
        (await World.Get<IMessages>().Post(actor, conversation, CareWorld.Draft("Marker words of a patient"), None)).Value.Receipt.Sequence;

    /// <summary>Dispatches what happened, and tries what is due now.</summary>
    public async Task Work()
    {
        await Dispatch();
        var worker = Worker();
        while (await worker.Lease(100, None) is { Count: > 0 } leased)
            foreach (var delivery in leased) await worker.Try(delivery, None);
    }

    public Task Work(TimeSpan later)
    {
        World.Clock.Jump(later);
        return Work();
    }

    /// <summary>Everything that was done so far is sealed, and its head signed.</summary>
    public async Task Checkpoint()
    {
        var lease = (await World.Get<Leases>().Take("test-audit", TimeSpan.FromDays(10), None))!;
        await World.Get<ChainWriter>().Seal(lease, since: null, None);
        await World.Get<CheckpointWriter>().Write(lease, World.Clock.Now(), None);
    }

    public async Task Dispatch()
    {
        var lease = await World.Get<Leases>().Take("test-dispatch", TimeSpan.FromDays(10), None);
        await World.Get<OutboxDispatcher>().Dispatch(lease!, 1_000, None);
    }

    public OutboxWorker Worker() => World.Get<OutboxWorkers>().For(World.Get<IEnumerable<IOutboxTarget>>().OfType<WebhookTarget>().Single());

    public async Task<List<OutboxDeliveryRow>> Deliveries()
    {
        await using var context = await Context();
        return await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => row.Target == WebhookTarget.TargetName).OrderBy(row => row.Position).ToListAsync();
    }

    public async Task<Webhook> Shown(WebhookId webhook) => (await Port.Managed(Host.Actor, None)).Value.Single(one => one.Id == webhook);

    public Task<PortalDbContext> Context() => World.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await writer.StopAsync(None);
        await World.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
