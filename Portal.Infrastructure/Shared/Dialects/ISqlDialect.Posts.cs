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

    /// <summary>Everything that a batch of posts writes, in one round trip.</summary>
    DbBatch WritePosts(DbConnection connection, DbTransaction transaction, PostWrites writes);
}
