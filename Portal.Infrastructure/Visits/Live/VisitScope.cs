using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Domain.Visits;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Visits.Live;

/// <summary>What a viewer may see now, or why nothing.</summary>
internal sealed record ScopeDecision(IReadOnlyList<Guid> Scopes, Refusal? Refusal);

/// <summary>Which visits a viewer looks at: decided anew for each turn.</summary>
internal abstract class VisitScope
{
    public abstract Task<ScopeDecision> Now(Actor actor, CancellationToken cancel);

    /// <summary>Of these visits, the ones within what was decided.</summary>
    public abstract IQueryable<VisitRow> Of(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes);

    /// <summary>What a new viewer is shown first.</summary>
    public abstract IQueryable<VisitRow> First(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes, DateTimeOffset now);
}

/// <summary>The waiting rooms of a member of staff's care teams.</summary>
internal sealed class BoardVisits(GrantsReader grants, TimeProvider clock) : VisitScope
{
    private const int Limit = 1_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    public override async Task<ScopeDecision> Now(Actor actor, CancellationToken cancel) =>
        (await BoardScope.Of(actor, grants, clock, cancel)).TryGet(out var teams, out var refusal)
            ? new([.. teams, actor.PersonId.Value], null) // always under the own id too, so that somebody who is in no care team yet is found for checks
            : new([], refusal);

    public override IQueryable<VisitRow> Of(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes) => visits.Where(row => scopes.Contains(row.CareTeamId));

    public override IQueryable<VisitRow> First(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes, DateTimeOffset now)
    {
        var (from, to) = (now - WaitingRoom.ClosesAfter, now + Ahead);
        return Of(visits, scopes)
            .Where(row => row.EndedAt == null && ((row.ScheduledFor >= from && row.ScheduledFor < to) || row.Waiting != (short)WaitingState.Expected))
            .OrderBy(row => row.ScheduledFor).ThenBy(row => row.Id).Take(Limit);
    }
}

/// <summary>The visits of one conversation.</summary>
internal sealed class ConversationVisits(ConversationId conversation, ConversationAccess access) : VisitScope
{
    private const int Limit = 50;

    public override async Task<ScopeDecision> Now(Actor actor, CancellationToken cancel)
    {
        var admitted = await access.Admit(actor, conversation, _ => CareAction.SeeWaitingRoom, cancel);
        return admitted.TryGet(out _, out var refusal) ? new([conversation.Value], null) : new([], refusal);
    }

    public override IQueryable<VisitRow> Of(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes) => visits.Where(row => scopes.Contains(row.ConversationId));

    public override IQueryable<VisitRow> First(IQueryable<VisitRow> visits, IReadOnlyCollection<Guid> scopes, DateTimeOffset now) =>
        Of(visits, scopes).Where(row => row.EndedAt == null).OrderBy(row => row.ScheduledFor).ThenBy(row => row.Id).Take(Limit);
}
