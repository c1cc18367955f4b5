using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Portal.Infrastructure.Shared.Dialects;

internal partial interface ISqlDialect
{
    /// <summary>
    /// Moves a person's markers forward, never back, and answers how they stand: (delivered, read, whether anything moved). One statement, so that two
    /// devices of a person cannot undo each other.
    /// </summary>
    Task<(long Delivered, long Read, bool Moved)> MoveMarkers(DatabaseFacade database, Guid conversation, Guid person, short kind, long delivered, long read, CancellationToken cancel);

    /// <summary>When each person was last active; never back.</summary>
    Task WritePresence(DatabaseFacade database, IReadOnlyList<(Guid Person, DateTimeOffset At)> active, CancellationToken cancel);

    /// <summary>Locks a conversation's row for the rest of the transaction.</summary>
    Task LockConversations(DatabaseFacade database, IReadOnlyCollection<Guid> conversations, CancellationToken cancel);
}
