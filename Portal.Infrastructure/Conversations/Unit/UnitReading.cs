using Microsoft.EntityFrameworkCore;
using Portal.Domain.CareTeams.Unit;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Conversations.Unit;

/// <summary>What the figures are made of: types, instants and sides of events; nothing is unsealed.</summary>
internal static class UnitReading
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);
    private static readonly short[] PatientsSide = [(short)ActorKind.Patient, (short)ActorKind.RelatedPerson];

    public static async Task<List<UnitConversation>> Open(PortalDbContext context, CareTeamId careTeam, CancellationToken cancel)
    {
        var posted = context.Set<ConversationEventRow>().AsNoTracking().Where(row => row.Type == (short)EventType.MessagePosted);
        var rows = await Patients(context, careTeam).Where(row => row.Status != (short)ConversationStatus.Closed)
            .Select(row => new { row.Id, row.AssigneeId, row.Priority, row.LastActivityAt, Answered = posted.Where(one => one.ConversationId == row.Id && one.SenderKind == (short)ActorKind.Practitioner).Max(one => (long?)one.Sequence) ?? 0 })
            .Select(row => new { row, Since = posted.Where(one => one.ConversationId == row.Id && one.Sequence > row.Answered && PatientsSide.Contains(one.SenderKind)).Min(one => (DateTimeOffset?)one.At) })
            .ToListAsync(cancel);
        return rows.ConvertAll(one => new UnitConversation(
            ConversationId.Of(one.row.Id),
            one.row.AssigneeId is { } assignee ? PersonId.Of(assignee) : null,
            one.row.Priority != (short)Priority.Routine,
            one.Since?.ToUniversalTime(),
            one.row.LastActivityAt.ToUniversalTime()));
    }

    /// <summary>Streamed, so that a busy month costs no memory but its answers.</summary>
    public static async Task<IReadOnlyList<Answer>> Answers(PortalDbContext context, CareTeamId careTeam, UnitRange range, CancellationToken cancel)
    {
        var (from, to) = (range.From.ToUniversalTime(), range.To.ToUniversalTime());
        var messages = Patients(context, careTeam).Where(row => row.LastActivityAt >= from)
            .Join(context.Set<ConversationEventRow>().AsNoTracking(), row => row.Id, row => row.ConversationId, (_, row) => row)
            .Where(row => row.Type == (short)EventType.MessagePosted && row.At >= from && row.At < to && (row.SenderKind == (short)ActorKind.Practitioner || PatientsSide.Contains(row.SenderKind)))
            .OrderBy(row => row.ConversationId).ThenBy(row => row.Sequence)
            .Select(row => new { row.ConversationId, row.At, row.SenderKind });
        var answers = new List<Answer>();
        var (conversation, times) = (Guid.Empty, new AnswerTimes());
        await foreach (var message in messages.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (message.ConversationId != conversation) (conversation, times) = (message.ConversationId, new AnswerTimes());
            if (times.Take(message.At.ToUniversalTime(), PatientsSide.Contains(message.SenderKind)) is { } answer) answers.Add(answer);
        }

        return [.. answers.OrderBy(answer => answer.At)];
    }

    public static async Task<(IReadOnlyList<(PersonId Id, string Name)> Members, IReadOnlyList<Coverage> Coverage)> Members(
        PortalDbContext context, CareTeamId careTeam, DateTimeOffset now, CancellationToken cancel)
    {
        var until = now + Ahead;
        var rows = await context.Set<MembershipRow>().AsNoTracking().Where(row => row.CareTeamId == careTeam.Value && row.ValidFrom < until && (row.ValidTo == null || row.ValidTo > now))
            .Join(context.Set<StaffAccount>().Where(row => row.IsActive), row => row.PersonId, row => row.Id, (row, staff) => new { row.PersonId, staff.DisplayName, row.ValidFrom, row.ValidTo })
            .ToListAsync(cancel);
        int CountAt(DateTimeOffset at) => rows.Where(row => row.ValidFrom <= at && (row.ValidTo is not { } end || at < end)).Select(row => row.PersonId).Distinct().Count();
        var turns = rows.SelectMany(row => row.ValidTo is { } end ? [row.ValidFrom, end] : new[] { row.ValidFrom }).Where(at => at > now && at < until).Append(now).Distinct().Order();
        var coverage = new List<Coverage>();
        foreach (var turn in turns)
        {
            if (coverage.Count == 0 || coverage[^1].Members != CountAt(turn)) coverage.Add(new Coverage(turn.ToUniversalTime(), CountAt(turn)));
        }

        var active = rows.Where(row => row.ValidFrom <= now).Select(row => (PersonId.Of(row.PersonId), row.DisplayName)).Distinct().OrderBy(member => member.DisplayName, StringComparer.CurrentCultureIgnoreCase);
        return ([.. active], coverage);
    }

    private static IQueryable<ConversationRow> Patients(PortalDbContext context, CareTeamId careTeam) =>
        context.Set<ConversationRow>().AsNoTracking().Where(row => row.CareTeamId == careTeam.Value && row.Kind == (short)ConversationKind.Patient);
}
