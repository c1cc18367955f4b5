using System.Collections.Immutable;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.Inbox;

public enum InboxPhase
{
    Loading,
    Ready,

    /// <summary>The person has no conversations of care: not a clinician or coordinator, or no longer one.</summary>
    Refused,
    Failed,
}

/// <summary>Which conversations are wanted by their status.</summary>
public enum InboxStatus
{
    /// <summary>Open or waiting: everything that is not done with.</summary>
    Active,
    Open,
    Waiting,
    Closed,
    All,
}

public enum InboxAssignee
{
    Anyone,
    Me,
    Nobody,
}

public enum InboxOrder
{
    /// <summary>By the last activity, newest first.</summary>
    Newest,

    /// <summary>By priority, and within one by who has waited longest.</summary>
    MostUrgent,
}

public sealed record InboxFilter(InboxStatus Status = InboxStatus.Active, CareTeamId? CareTeam = null, InboxAssignee Assignee = InboxAssignee.Anyone, bool UnreadOnly = false)
{
    public static readonly InboxFilter None = new();

    public bool Matches(ConversationView view, PersonId self) =>
        MatchesStatus(view.Status)
        && (CareTeam is null || view.CareTeam.Id == CareTeam)
        && MatchesAssignee(view.Assignee?.Id, self)
        && (!UnreadOnly || view.Unread > 0);

    /// <summary>The same for the port; what it cannot say is left to <see cref="Matches"/>.</summary>
    public ConversationFilter ForPort(PersonId self) => new()
    {
        Status = Status switch
        {
            InboxStatus.Open => ConversationStatus.Open,
            InboxStatus.Waiting => ConversationStatus.Waiting,
            InboxStatus.Closed => ConversationStatus.Closed,
            InboxStatus.Active or InboxStatus.All => null,
        },
        CareTeam = CareTeam,
        Assignee = Assignee switch
        {
            InboxAssignee.Me => new(self),
            InboxAssignee.Nobody => new(null),
            InboxAssignee.Anyone => null,
        },
        UnreadOnly = UnreadOnly,
    };

    private bool MatchesStatus(ConversationStatus status) => Status switch
    {
        InboxStatus.Active => status != ConversationStatus.Closed,
        InboxStatus.Open => status == ConversationStatus.Open,
        InboxStatus.Waiting => status == ConversationStatus.Waiting,
        InboxStatus.Closed => status == ConversationStatus.Closed,
        InboxStatus.All => true,
    };

    private bool MatchesAssignee(PersonId? assignee, PersonId self) => Assignee switch
    {
        InboxAssignee.Anyone => true,
        InboxAssignee.Me => assignee == self,
        InboxAssignee.Nobody => assignee is null,
    };
}

/// <summary>The list of one circuit's person: everything the server told of, and how the person wants to see it.</summary>
public sealed record InboxState
{
    /// <summary>More rows than these are not drawn; the filters narrow them down.</summary>
    public const int MaxRows = 200;

    public static readonly InboxState Initial = new();

    public InboxPhase Phase { get; init; }

    public PersonId Self { get; init; }

    public ImmutableDictionary<ConversationId, ConversationView> Known { get; init; } = ImmutableDictionary<ConversationId, ConversationView>.Empty;

    public ImmutableArray<CareTeam> CareTeams { get; init; } = [];

    public InboxFilter Filter { get; init; } = InboxFilter.None;

    public InboxOrder Order { get; init; }

    /// <summary>Everything there is for this person is known, so that filters need not ask.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Where the server's list for the filter goes on behind what is known; null where it ends.</summary>
    public string? More { get; init; }

    public bool IsLoadingMore { get; init; }

    public int Unread => Known.Values.Count(view => view.Unread > 0);

    public IEnumerable<ConversationView> Rows
    {
        get
        {
            var found = Known.Values.Where(view => Filter.Matches(view, Self));
            var ordered = Order switch
            {
                InboxOrder.Newest => found.OrderByDescending(view => view.LastActivityAt),
                InboxOrder.MostUrgent => found.OrderByDescending(view => view.Priority ?? Priority.Routine).ThenBy(view => view.LastActivityAt),
            };
            return ordered.ThenBy(view => view.Id.Value);
        }
    }
}
