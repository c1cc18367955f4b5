using System.Data.Common;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Shared.Database;
using Portal.Infrastructure.Shared.Dialects;

namespace Portal.Infrastructure.Conversations;

/// <summary>One post on its way: sealed already, decided later, behind the lock.</summary>
internal sealed record PendingPost(Actor Actor, ConversationId Conversation, MessageDraft Draft, Domain.Shared.EventId Id, byte[] Body, byte[] Fingerprint)
{
    /// <summary>Continuations run elsewhere, never on the writer's lane.</summary>
    public TaskCompletionSource<Outcome<SendReceipt>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Writes posts. Each lane is one transaction at a time over whatever posts have come meanwhile, so that a busy portal commits many at once and an idle one
/// commits each at once; a conversation always goes by the same lane, hence in order. In the transaction: lock the conversations' rows, read the
/// facts behind the locks, decide, write events, heads, markers, audit and outbox rows, commit; only then is anybody answered. When a batch breaks, each of
/// its posts is tried alone once: the client message id makes that safe even where the commit's answer was what got lost. Behind one that cannot be written no
/// other of its conversation in the batch is tried, so that none of these overtakes it and a conversation that is held elsewhere costs the lane its time limit once.
/// </summary>
internal sealed partial class PostWriter : BackgroundService
{
    private const int BatchLimit = 64;

    /// <summary>
    /// In seconds: a conversation that somebody else holds is not waited for longer, since posts to others are behind it. Counted here; the server's own limit of
    /// a lock would be one more statement of each batch.
    /// </summary>
    private const int LockPatience = 2;

    private readonly Channel<PendingPost>[] lanes;
    private readonly IDbContextFactory<PortalDbContext> contexts;
    private readonly ISqlDialect dialect;
    private readonly AuditWriter audit;
    private readonly ConversationBus bus;
    private readonly TimeProvider clock;
    private readonly ILogger<PostWriter> logger;

    public PostWriter(
        IDbContextFactory<PortalDbContext> contexts,
        ISqlDialect dialect,
        AuditWriter audit,
        ConversationBus bus,
        IOptions<DatabaseOptions> options,
        TimeProvider clock,
        ILogger<PostWriter> logger)
    {
        this.contexts = contexts;
        this.dialect = dialect;
        this.audit = audit;
        this.bus = bus;
        this.clock = clock;
        this.logger = logger;
        var capacity = Math.Max(1, options.Value.PostQueue / options.Value.PostLanes);
        lanes = [.. Enumerable.Range(0, options.Value.PostLanes).Select(_ => Channel.CreateBounded<PendingPost>(new BoundedChannelOptions(capacity) { SingleReader = true }))];
    }

    /// <summary>Not ready when the lane is full: the client keeps the message and tries again, nothing waits without end.</summary>
    public async Task<Outcome<SendReceipt>> Write(PendingPost post, CancellationToken cancel)
    {
        var lane = lanes[(uint)post.Conversation.GetHashCode() % (uint)lanes.Length];
        if (!lane.Writer.TryWrite(post)) return new Refusal(RefusalKind.NotReady, RetryAfter: TimeSpan.FromSeconds(1));

        // A caller that goes away does not undo a post: it may be committed, and a retry finds it.
        return await post.Answer.Task.WaitAsync(cancel);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(lanes.Select(lane => Task.Run(() => Run(lane, stoppingToken), CancellationToken.None)));

    private async Task Run(Channel<PendingPost> lane, CancellationToken stopping)
    {
        var batch = new List<PendingPost>(BatchLimit);

        // For its connection only, which each transaction opens from the pool and gives back.
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var connection = context.Database.GetDbConnection();
        try
        {
            while (await lane.Reader.WaitToReadAsync(stopping))
            {
                batch.Clear();
                while (batch.Count < BatchLimit && lane.Reader.TryRead(out var post)) batch.Add(post);
                await WriteTogetherOrAlone(connection, batch, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            lane.Writer.TryComplete();
            foreach (var post in batch) Refuse(post);
            while (lane.Reader.TryRead(out var post)) Refuse(post);
        }

        static void Refuse(PendingPost post) => post.Answer.TrySetResult(new Refusal(RefusalKind.NotReady, RetryAfter: TimeSpan.FromSeconds(2)));
    }

    private async Task WriteTogetherOrAlone(DbConnection connection, List<PendingPost> batch, CancellationToken stopping)
    {
        if (await TryWrite(connection, batch, stopping) is null) return;
        var stuck = new HashSet<ConversationId>();
        foreach (var post in batch)
        {
            if (!stuck.Contains(post.Conversation))
            {
                if (await TryWrite(connection, [post], stopping) is not { } error) continue;
                LogFailed(logger, post.Conversation, error.GetType().Name, (error as DbException)?.SqlState);
                stuck.Add(post.Conversation);
            }

            post.Answer.TrySetResult(new Refusal(RefusalKind.NotReady, RetryAfter: TimeSpan.FromSeconds(2)));
        }
    }

    private async Task<Exception?> TryWrite(DbConnection connection, List<PendingPost> batch, CancellationToken stopping)
    {
        try
        {
            await WriteBatch(connection, batch, stopping);
            return null;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            return error;
        }
    }

    private async Task WriteBatch(DbConnection connection, List<PendingPost> batch, CancellationToken stopping)
    {
        var stamp = await audit.Stamp(stopping);
        try
        {
            await connection.OpenAsync(stopping);
            await WriteBatch(connection, stamp, batch, stopping);
        }
        finally
        {
            await connection.CloseAsync();
        }
    }

    private async Task WriteBatch(DbConnection connection, AuditStamp stamp, List<PendingPost> batch, CancellationToken stopping)
    {
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var facts = await ReadFacts(connection, transaction, batch, stopping);
        var decisions = new PostDecisions(stamp, clock);
        for (var index = 0; index < batch.Count; index++) decisions.Decide(batch[index], facts[index]);
        if (!decisions.Writes.IsEmpty) await dialect.CommitPosts(connection, transaction, decisions.Writes, stopping);
        bus.Posted(decisions.Events);
        for (var index = 0; index < batch.Count; index++) batch[index].Answer.TrySetResult(decisions.Answers[index]);
    }

    private async Task<PostFacts?[]> ReadFacts(DbConnection connection, DbTransaction transaction, List<PendingPost> batch, CancellationToken stopping)
    {
        var lookups = batch.Select((post, index) => new PostLookup(
            index,
            post.Conversation.Value,
            post.Actor.PersonId.Value,
            post.Actor.Patient?.Value,
            post.Draft.ClientMessageId.Value,
            post.Draft.ReplyTo?.Value)).ToList();
        var facts = new PostFacts?[batch.Count];
        await using var reading = dialect.ReadForPosts(connection, transaction, lookups, clock.GetUtcNow());
        reading.Timeout = LockPatience;
        await using var rows = await reading.ExecuteReaderAsync(stopping);
        await rows.NextResultAsync(stopping);
        while (await rows.ReadAsync(stopping))
        {
            var read = PostFacts.Read(rows);
            facts[read.Index] = read;
        }

        return facts;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A post to {Conversation} could not be written: {Error} {SqlState}")]
    private static partial void LogFailed(ILogger logger, ConversationId conversation, string error, string? sqlState);
}
