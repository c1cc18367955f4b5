using System.Data.Common;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>
    /// Two statements in one round trip: lock the rows of the conversations in id order (so that two writers never wait for each other in a circle), then, with
    /// a snapshot taken after the lock, read what the decisions need. One result row a lookup whose conversation exists, columns as in <see cref="PostFacts.Read"/>.
    /// </summary>
    DbBatch ReadForPosts(DbConnection connection, DbTransaction transaction, IReadOnlyList<PostLookup> lookups, DateTimeOffset now);

    /// <summary>
    /// Writes everything of a batch of posts and commits, in as few round trips as the provider lets: it is durable once this has returned. Where it throws
    /// nothing is written, unless only the commit's answer was lost.
    /// </summary>
    Task CommitPosts(DbConnection connection, DbTransaction transaction, PostWrites writes, CancellationToken cancel);
}
