using System.Collections.Immutable;
using Portal.Domain.CareTeams;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;

namespace Portal.Web.Conversations.Inbox;

/// <summary>What can happen to the list.</summary>
internal abstract record InboxAction
{
    private InboxAction()
    {
    }

    /// <summary>Replaces everything known: the feed began, or began again after a break.</summary>
    public sealed record Began(PersonId Self, IReadOnlyList<ConversationView> Conversations, string? More) : InboxAction;

    public sealed record NotBegun(InboxPhase Phase) : InboxAction;

    public sealed record Changed(ConversationView Conversation) : InboxAction;

    public sealed record Gone(ConversationId Conversation) : InboxAction;

    public sealed record CareTeamsCame(IReadOnlyList<CareTeam> CareTeams) : InboxAction;

    public sealed record FilterChosen(InboxFilter Filter) : InboxAction;

    public sealed record OrderChosen(InboxOrder Order) : InboxAction;

    public sealed record MoreAsked : InboxAction;

    /// <summary><paramref name="Filter"/> is the one that was asked with; another may have been chosen since, whose place in the list this is not.</summary>
    public sealed record MoreCame(InboxFilter Filter, IReadOnlyList<ConversationView> Conversations, string? More) : InboxAction;

    public sealed record MoreFailed : InboxAction;
}

internal static class InboxReducer
{
    public static InboxState Apply(InboxState state, InboxAction action) => action switch
    {
        InboxAction.Began began => state with
        {
            Phase = InboxPhase.Ready,
            Self = began.Self,
            Known = began.Conversations.ToImmutableDictionary(view => view.Id),
            IsWhole = began.More is null,
            More = began.More,
            IsLoadingMore = false,
        },
        InboxAction.NotBegun failed => state with { Phase = failed.Phase },
        InboxAction.Changed changed => state with { Known = state.Known.SetItem(changed.Conversation.Id, changed.Conversation) },
        InboxAction.Gone gone => state.Known.ContainsKey(gone.Conversation) ? state with { Known = state.Known.Remove(gone.Conversation) } : state,
        InboxAction.CareTeamsCame came => state with { CareTeams = [.. came.CareTeams] },
        InboxAction.FilterChosen chosen => chosen.Filter == state.Filter ? state : state with { Filter = chosen.Filter, More = null },
        InboxAction.OrderChosen chosen => chosen.Order == state.Order ? state : state with { Order = chosen.Order },
        InboxAction.MoreAsked => state with { IsLoadingMore = true },
        InboxAction.MoreCame came => state with
        {
            Known = came.Conversations.Aggregate(state.Known, Fresher),
            More = came.Filter == state.Filter ? came.More : state.More,
            IsWhole = state.IsWhole || (came.Filter == InboxFilter.None && came.More is null),
            IsLoadingMore = false,
        },
        InboxAction.MoreFailed => state with { IsLoadingMore = false },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, null),
    };

    /// <summary>A page was read before it came: what the feed has told since is fresher.</summary>
    private static ImmutableDictionary<ConversationId, ConversationView> Fresher(ImmutableDictionary<ConversationId, ConversationView> known, ConversationView view) =>
        known.ContainsKey(view.Id) ? known : known.Add(view.Id, view);
}
