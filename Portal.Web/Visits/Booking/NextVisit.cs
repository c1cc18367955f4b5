using Portal.Domain.Shared;
using Portal.Domain.Visits;

namespace Portal.Web.Visits.Booking;

/// <summary>The visit that a conversation speaks of: the one that is on or waited for, else the soonest that is not over.</summary>
internal static class NextVisit
{
    /// <summary>What was told, and what the board knows of the same visits; of two views of a visit the newer counts.</summary>
    public static VisitView? Of(IEnumerable<VisitView> told, IEnumerable<VisitView> board, ConversationId conversation) => told.Concat(board)
        .Where(visit => visit.Conversation == conversation)
        .GroupBy(visit => visit.Id)
        .Select(versions => versions.MaxBy(visit => visit.Version)!)
        .Where(visit => !visit.State.IsOver)
        .OrderBy(visit => visit.State.IsAdmitted ? 0 : visit.State.IsWaiting ? 1 : 2)
        .ThenBy(visit => visit.State.ScheduledFor)
        .FirstOrDefault();
}
