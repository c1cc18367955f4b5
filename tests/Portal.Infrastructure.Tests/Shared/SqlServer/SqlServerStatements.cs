using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Ehr.Filing;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;
using Portal.Infrastructure.Shared.Outbox;
using Portal.Infrastructure.Summaries;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.SqlServer;

/// <summary>Every statement of the dialect as SQL Server would be sent it, by the method that sends it.</summary>
internal static class SqlServerStatements
{
    private static readonly ISqlDialect Dialect = new SqlServerDialect();

    public static async Task<List<(string Method, string Text)>> All()
    {
        await using var context = Context();
        var database = context.Database;
        var events = context.Set<AuditEventRow>();
        var (id, at) = (Guid.Empty, DateTimeOffset.UnixEpoch);
        var statements = new List<(string Method, string Text)>
        {
            (nameof(ISqlDialect.AppendLinks), await Sent(() => Dialect.AppendLinks(database, [new AuditLinkRow()], default))),
            (nameof(ISqlDialect.Between), Dialect.Between(events, at, at).ToQueryString()),
            (nameof(ISqlDialect.BumpAccessVersion), await Sent(() => Dialect.BumpAccessVersion(database, default))),
            (nameof(ISqlDialect.Grant), await Sent(() => Dialect.Grant(database, "portal]runtime", Migrator.AppendOnly, default))),
            (nameof(ISqlDialect.HoldDeliveries), Dialect.HoldDeliveries(context, [id]).ToQueryString()),
            (nameof(ISqlDialect.HoldLease), await Sent(() => Dialect.HoldLease(database, "name", id, 1, default))),
            (nameof(ISqlDialect.LeaseDeliveries), await Sent(() => Dialect.LeaseDeliveries(context, "mail", id, at, at, 10, default))),
            (nameof(ISqlDialect.LockConversations), await Sent(() => Dialect.LockConversations(database, [id], default))),
            (nameof(ISqlDialect.LockName), await Sent(() => Dialect.LockName(database, "name", default))),
            (nameof(ISqlDialect.MoveMarkers), SqlServerDialect.MoveMarkersSql),
            (nameof(ISqlDialect.NewestFirst), Dialect.NewestFirst(events, Guid.Parse("00000000-0000-7000-8000-000000000001")).Take(10).ToQueryString()),
            (nameof(ISqlDialect.OldestFirst), Dialect.OldestFirst(events, Guid.Parse("00000000-0000-7000-8000-000000000001"), Guid.Parse("00000000-0000-7000-8000-000000000002")).Take(10).ToQueryString()),
            (nameof(ISqlDialect.TakeLease), await Sent(() => Dialect.TakeLease(database, "name", id, TimeSpan.FromSeconds(5), default))),
            (nameof(ISqlDialect.Unsealed), Dialect.Unsealed(context, at).ToQueryString()),
            (nameof(ISqlDialect.WritePresence), SqlServerDialect.WritePresenceSql),
        };
        await using var connection = new SqlConnection();
        await using var chain = Dialect.ReadChain(connection, 1, 2, 10);
        statements.Add((nameof(ISqlDialect.ReadChain), chain.CommandText));
        statements.AddRange(Of(nameof(ISqlDialect.ReadForPosts), Dialect.ReadForPosts(connection, null!, [new PostLookup(0, id, id, null, id, null)], at)));
        statements.AddRange(Of(nameof(ISqlDialect.CommitPosts), SqlServerDialect.WritePosts(connection, null!, Writes(id, at))));
        foreach (var (method, add) in Filing(id, at))
        {
            await using var batch = new SqlBatch();
            add(batch);
            statements.AddRange(Of(method, batch));
        }

        return statements;
    }

    public static SqlServerPortalDbContext Context() => new(Options<SqlServerPortalDbContext>());

    public static SqlServerKeyStoreDbContext KeyStore() => new(Options<SqlServerKeyStoreDbContext>());

    private static DbContextOptions<TContext> Options<TContext>() where TContext : DbContext => (DbContextOptions<TContext>)Providers
        .Configure(new DbContextOptionsBuilder<TContext>().AddInterceptors(new CommandCapture()), DatabaseProvider.SqlServer, "Server=nowhere").Options;

    private static async Task<string> Sent(Func<Task> send) => (await Assert.ThrowsAsync<SentException>(send)).Text;

    private static IEnumerable<(string Method, string Text)> Of(string method, DbBatch batch) =>
        batch.BatchCommands.Cast<DbBatchCommand>().Select(command => (method, CommandCapture.Text(command.CommandText, command.Parameters)));

    private static IEnumerable<(string Method, Action<DbBatch> Add)> Filing(Guid id, DateTimeOffset at) =>
    [
        (nameof(ISqlDialect.HoldDeliveries), batch => Dialect.HoldDeliveries(batch, [id])),
        (nameof(ISqlDialect.WritePayloads), batch => Dialect.WritePayloads(batch, [(id, [1])])),
        (nameof(ISqlDialect.EndDeliveries), batch => Dialect.EndDeliveries(batch, [new DeliveryEnd(new OutboxDeliveryRow(), DeliveryState.Done)], at)),
        (nameof(ISqlDialect.ReadFilings), batch => Dialect.ReadFilings(batch, [id])),
        (nameof(ISqlDialect.WriteFilings), batch => Dialect.WriteFilings(batch, [new FilingRow()])),
        (nameof(ISqlDialect.SettleFilings), batch => Dialect.SettleFilings(batch, [(id, 2)])),
        (nameof(ISqlDialect.LockConversations), batch => Dialect.LockConversations(batch, [id], [(id, id)])),
        (nameof(ISqlDialect.ReadStates), batch => Dialect.ReadStates(batch, [id])),
        (nameof(ISqlDialect.WriteStates), batch => Dialect.WriteStates(batch, [new SummaryRow()])),
        (nameof(ISqlDialect.AppendEvents), batch => Dialect.AppendEvents(batch, [new ConversationEventRow()])),
        (nameof(ISqlDialect.MoveHeads), batch => Dialect.MoveHeads(batch, [new ConversationRow()])),
        (nameof(ISqlDialect.WriteOutbox), batch => Dialect.WriteOutbox(batch, [new OutboxEventRow()])),
        (nameof(ISqlDialect.WriteAudits), batch => Dialect.WriteAudits(batch, [new AuditEventRow()])),
    ];

    private static PostWrites Writes(Guid id, DateTimeOffset at)
    {
        var writes = new PostWrites();
        writes.Events.Add(new ConversationEventRow());
        writes.Heads[id] = new HeadWrite(id, 1, at);
        writes.Markers[(id, id)] = (1, 1);
        writes.Audits.Add(new AuditEventRow());
        writes.Outbox.Add(new OutboxEventRow());
        return writes;
    }
}
