using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Shared;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Mail;
using Portal.Testing.Time;

namespace Portal.Infrastructure.Tests.Notifications;

/// <summary>A portal that posts as it always does, with a mail server beside it, and an outbox that a test works by hand on its own clock.</summary>
internal sealed class NoticeBench : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly PostWriter writer;

    private NoticeBench(PortalDatabase database, string language)
    {
        services = TestServices.Build(
            database.Settings,
            new Dictionary<string, string?> { ["Mail:Port"] = $"{Server.Port}", ["Outbox:Attempts"] = "3", ["Notices:Language"] = language },
            more => more.AddSingleton<TimeProvider>(Clock));
        writer = services.GetServices<IHostedService>().OfType<PostWriter>().Single();
        World = new CareWorld(services);
    }

    public ManualClock Clock { get; } = new();

    public SmtpServer Server { get; } = new();

    public CareWorld World { get; }

    public static async Task<NoticeBench> Start(PortalDatabase database, string language = "en")
    {
        await database.Execute("truncate outbox_events, outbox_deliveries, leases, audit_events");
        var bench = new NoticeBench(database, language);
        await bench.writer.StartAsync(default);
        return bench;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<Sequence> Post(Actor actor, ConversationId conversation) =>
        (await Get<IMessages>().Post(actor, conversation, CareWorld.Draft("Marker words of a patient"), default)).Value.Receipt.Sequence;

    public async Task Active(Actor person)
    {
        await using var context = await Context();
        await Get<ISqlDialect>().WritePresence(context.Database, [(person.PersonId.Value, Clock.Now())], default);
    }

    public async Task Read(Actor person, ConversationId conversation, Sequence sequence) =>
        Assert(await Get<IMarkers>().MarkRead(person, conversation, sequence, default));

    public async Task Assign(Actor actor, ConversationId conversation, Actor? assignee) =>
        Assert(await Get<IConversations>().Assign(actor, conversation, assignee?.PersonId, default));

    /// <summary>Dispatches what happened, and tries what is due now.</summary>
    public async Task Work()
    {
        var lease = await Get<Leases>().Take("test-dispatch", TimeSpan.FromHours(1), default);
        await Get<OutboxDispatcher>().Dispatch(lease!, 1_000, default);
        foreach (var target in services.GetServices<IOutboxTarget>())
        {
            var worker = Get<OutboxWorkers>().For(target);
            while (await worker.Lease(100, default) is { Count: > 0 } leased)
                foreach (var delivery in leased) await worker.Try(delivery, default);
        }
    }

    public Task Work(TimeSpan later)
    {
        Clock.Advance(later);
        return Work();
    }

    /// <summary>The mails taken since the last time, by receiver.</summary>
    public IReadOnlyList<ReceivedMail> Mails() => [.. Server.Received];

    public IReadOnlyList<ReceivedMail> MailsTo(Actor person) => [.. Server.Received.Where(mail => mail.To == $"staff-{person.PersonId}@example.org")];

    public async Task<List<OutboxDeliveryRow>> Notices(Actor person)
    {
        await using var context = await Context();
        return await context.Set<OutboxDeliveryRow>().AsNoTracking().Where(row => row.PersonId == person.PersonId.Value).OrderBy(row => row.Position).ToListAsync();
    }

    public Task<PortalDbContext> Context() => Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await writer.StopAsync(default);
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static void Assert<T>(Outcome<T> outcome) => _ = outcome.Value;
}
