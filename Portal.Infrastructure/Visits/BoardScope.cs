using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Visits;

/// <summary>Whose waiting rooms a member of staff sees: those of the own care teams. Whoever has none by role is refused.</summary>
internal static class BoardScope
{
    public static async Task<Outcome<IReadOnlyList<Guid>>> Of(Actor actor, GrantsReader grants, TimeProvider clock, CancellationToken cancel)
    {
        var mine = AccessFacts.None with { IsTeamMember = actor.Has(StaffRoles.Practitioner | StaffRoles.Coordinator) };
        if (!actor.IsStaff) return Refusal.Forbidden;
        if (AccessPolicy.Refuse(actor, CareAction.SeeWaitingRoom, mine) is { } refusal) return refusal.Kind == RefusalKind.NotFound ? Refusal.Forbidden : refusal;
        return (await grants.Of(actor, cancel)).ActiveTeams(clock.GetUtcNow()).ToList();
    }
}
