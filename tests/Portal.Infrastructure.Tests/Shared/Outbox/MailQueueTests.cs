using System.Security.Cryptography;
using System.Text;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.Outbox;

public sealed class MailQueueTests(PortalDatabase database) : IClassFixture<PortalDatabase>, IAsyncLifetime
{
    private static readonly Letter Invitation = new("nora@example.test", "Your account", "Open https://portal.test/invited#secret-code");

    [Fact]
    public async Task A_mail_is_queued_with_the_change_it_belongs_to_or_not_at_all()
    {
        await using var node = new OutboxBench(database, new ManualClock());
        await using (var context = await node.Context())
        await using (await context.Database.BeginTransactionAsync())
        {
            await node.Get<MailQueue>().Add(context, Invitation, person: null, default);
            await context.SaveChangesAsync();
        }

        Assert.Empty(await node.Rows());
        await Queue(node);
        Assert.Equal((MailQueue.Target, (short)OutboxKind.MailRequested), ((await node.Row()).Target, (await node.Row()).Kind));
    }

    [Fact]
    public async Task Its_address_and_words_are_sealed_and_open_only_where_they_belong()
    {
        await using var node = new OutboxBench(database, new ManualClock());
        await Queue(node);
        var row = await node.Row();
        Assert.Equal(Invitation, await node.Get<MailQueue>().Open(row, default));
        var stored = Encoding.UTF8.GetString(row.Payload!);
        Assert.DoesNotContain("nora", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-code", stored, StringComparison.Ordinal);
        row.Id = Guid.CreateVersion7();
        await Assert.ThrowsAsync<AuthenticationTagMismatchException>(() => node.Get<MailQueue>().Open(row, default));
    }

    public async Task InitializeAsync() => await database.Execute("truncate outbox_deliveries");

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task Queue(OutboxBench node)
    {
        await using var context = await node.Context();
        await node.Get<MailQueue>().Add(context, Invitation, Id.New<PersonId>(), default);
        await context.SaveChangesAsync();
    }
}
