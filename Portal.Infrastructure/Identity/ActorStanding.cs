using Portal.Domain.Identity;

namespace Portal.Infrastructure.Identity;

internal static class ActorStanding
{
    /// <summary>The facts of an act that is about no patient and no care team: only how long ago the actor proved who is there.</summary>
    public static AccessFacts Standing(this Actor actor, DateTimeOffset now) => AccessFacts.None with
    {
        RecentlyAuthenticated = actor.AuthenticatedAt is { } at && now - at < AccessPolicy.StepUpWindow,
    };
}
