using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.Wire;
using Portal.Web.Shared.Input;

namespace Portal.Web.Conversations.Rest;

/// <summary>Which conversations to list; <paramref name="CareTeam"/> still as it was named, <paramref name="IsMine"/> for <c>assignee=me</c>.</summary>
internal sealed record ConversationsQuery(ConversationStatus? Status, string? CareTeam, AssigneeFilter? Assignee, bool IsMine, bool UnreadOnly, PageRequest Page)
    : IQuery<ConversationsQuery>
{
    private const string Me = "me";
    private const string Nobody = "none";

    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("status", "Only of this status.", Values: ConversationWords.Status.All),
        new("careTeam", "Only of this care team, by id or identifier."),
        new("assignee", "Only assigned to the caller (`me`), to nobody (`none`), or to this person."),
        new("unread", "`true`: only with unread messages.", "boolean"),
        .. QueryReader.Paging,
    ];

    public static ConversationsQuery Read(QueryReader query)
    {
        var careTeam = query.Text("careTeam");
        if (careTeam is not null) query.Objections.Text(careTeam, "$.careTeam", Domain.CareTeams.CareTeam.IdentifierLimit);
        var unread = query.Text("unread");
        if (unread is not (null or "true" or "false")) query.Objections.Add("$.unread", "must be true or false");
        var assignee = query.Text("assignee");
        return new(
            query.Word("status", ConversationWords.Status),
            careTeam,
            assignee switch
            {
                null or Me => null,
                Nobody => new(null),
                _ => new(query.Objections.Id<PersonId>(assignee, "$.assignee")),
            },
            assignee == Me,
            unread == "true",
            query.Page());
    }

    public ConversationFilter Filter(PersonId caller, CareTeamId? careTeam) => new()
    {
        Status = Status,
        CareTeam = careTeam,
        Assignee = IsMine ? new(caller) : Assignee,
        UnreadOnly = UnreadOnly,
    };
}

/// <summary>Which events: behind one (0 is before the first), before one, or the newest.</summary>
internal sealed record EventsQuery(EventRange Range) : IQuery<EventsQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("after", "Those behind this sequence; 0 is before the first.", "integer", "int64"),
        new("before", "Those before this sequence, the nearest to it.", "integer", "int64"),
        QueryReader.Paging[0],
    ];

    public static EventsQuery Read(QueryReader query)
    {
        var (after, before) = (query.Sequence("after", lowest: 0), query.Sequence("before", lowest: 1));
        if (query.Text("after") is not null && query.Text("before") is not null) query.Objections.Add("$.before", "must not stand beside after");
        return new(new EventRange(after, before, query.Limit()));
    }
}
