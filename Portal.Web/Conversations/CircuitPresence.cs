using Portal.Domain.Conversations;
using Portal.Domain.Identity;

namespace Portal.Web.Conversations;

/// <summary>What this circuit says of its person to colleagues: available while somebody does something here, away after five quiet minutes.</summary>
internal sealed class CircuitPresence(IConversationFeed feed, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan AwayAfter = TimeSpan.FromMinutes(5);

    private IPresenceHold? hold;
    private ITimer? quiet;

    public void Begin(Actor person)
    {
        if (hold is not null) return;
        hold = feed.Connect(person);
        quiet = clock.CreateTimer(_ => hold?.Set(PresenceState.Away), state: null, AwayAfter, Timeout.InfiniteTimeSpan);
        hold.Set(PresenceState.Available);
    }

    /// <summary>The person did something.</summary>
    public void Active()
    {
        if (hold is null) return;
        hold.Set(PresenceState.Available);
        quiet?.Change(AwayAfter, Timeout.InfiniteTimeSpan);
    }

    public void End()
    {
        quiet?.Dispose();
        hold?.Dispose();
        (quiet, hold) = (null, null);
    }

    public void Dispose() => End();
}
