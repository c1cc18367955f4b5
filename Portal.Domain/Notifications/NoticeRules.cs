namespace Portal.Domain.Notifications;

/// <summary>What decides whether a member of staff is told by mail that a patient has written.</summary>
/// <param name="MayRead">Is still one who answers there: active, of the care team, and the assignee where there is one.</param>
/// <param name="IsUnread">Something from the patient's side is still unread by this person.</param>
/// <param name="LastActiveAt">When the person was last seen active on any device; null is never.</param>
/// <param name="LastNoticeAt">When the last notice went to this person; null is never.</param>
public sealed record NoticeFacts(bool MayRead, bool IsUnread, DateTimeOffset? LastActiveAt, DateTimeOffset? LastNoticeAt);

/// <summary>What is to be done about a notice now.</summary>
public abstract record NoticeDecision
{
    private NoticeDecision()
    {
    }

    public sealed record Send : NoticeDecision;

    /// <summary>Asked again then; the facts may be others.</summary>
    public sealed record Wait(DateTimeOffset Until) : NoticeDecision;

    /// <summary>Nobody needs it any more; a stable code.</summary>
    public sealed record Drop(string Code) : NoticeDecision;
}

/// <summary>"You have a new message", by mail: only to who is away, and not for every message.</summary>
public static class NoticeRules
{
    /// <summary>Whoever was active within this time has seen it on the screen, or will.</summary>
    public static readonly TimeSpan Away = TimeSpan.FromMinutes(5);

    /// <summary>At most one notice a person in this time, while something is unread.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(15);

    public static NoticeDecision Decide(NoticeFacts facts, DateTimeOffset now)
    {
        if (!facts.MayRead) return new NoticeDecision.Drop("not-theirs");
        if (!facts.IsUnread) return new NoticeDecision.Drop("read");
        var earliest = Earliest(facts.LastActiveAt, facts.LastNoticeAt);
        return earliest > now ? new NoticeDecision.Wait(earliest.Value) : new NoticeDecision.Send();
    }

    /// <summary>When the person will have been away for long enough, and the last notice be old enough; null is already.</summary>
    public static DateTimeOffset? Earliest(DateTimeOffset? lastActiveAt, DateTimeOffset? lastNoticeAt)
    {
        var (away, again) = (lastActiveAt + Away, lastNoticeAt + Between);
        return away is null || again > away ? again : away;
    }
}
