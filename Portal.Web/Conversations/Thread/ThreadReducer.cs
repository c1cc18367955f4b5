using System.Collections.Immutable;
using Portal.Domain.Conversations;
using Portal.Domain.Shared;
using Portal.Web.Conversations.History;

namespace Portal.Web.Conversations.Thread;

internal static class ThreadReducer
{
    /// <summary>A reader at the end needs no more than these; what is above can be read again.</summary>
    public const int KeptAtEnd = 200;

    /// <summary>Trimmed when it has grown by so much beyond that, so that not every message costs a trim.</summary>
    private const int Slack = 100;

    public static ThreadState Apply(ThreadState state, ThreadAction action) => action switch
    {
        ThreadAction.Opened opened => state with { View = opened.View, Timeline = opened.Timeline },
        ThreadAction.WentLive => state.Phase == ThreadPhase.Live ? state : state with { Phase = ThreadPhase.Live },
        ThreadAction.Emptied emptied => new ThreadState(state.Id) { Phase = emptied.Phase },
        ThreadAction.TimelineMoved moved => Move(state, moved.Input),
        ThreadAction.OlderAsked => state with { IsLoadingOlder = true },
        ThreadAction.OlderCame came => Move(state, new TimelineInput.OlderCame(came.Events)) with { IsLoadingOlder = false },
        ThreadAction.OlderFailed => state with { IsLoadingOlder = false },
        ThreadAction.EndReached reached => reached.IsAtEnd ? Trim(state with { IsAtEnd = true, News = 0 }) : state with { IsAtEnd = false },
        ThreadAction.TypingHeard heard => WithTyping(state, heard.IsTyping ? state.Typing.Add(heard.Person) : state.Typing.Remove(heard.Person)),
        ThreadAction.PresenceHeard heard => state with { Presence = state.Presence.SetItem(heard.Presence.Person, heard.Presence.State) },
        ThreadAction.ViewCame came => state.View == came.View ? state : state with { View = came.View },
        ThreadAction.PatientCame came => state with { Patient = came.Patient },
        ThreadAction.RelatedCame came => state with { Related = [.. came.Related] },
        ThreadAction.AssignableCame came => state with { Assignable = [.. came.People] },
        ThreadAction.ReplyChosen chosen => state with { ReplyingTo = chosen.Target, Correcting = null },
        ThreadAction.CorrectionChosen chosen => state with { Correcting = chosen.Target },
        ThreadAction.WithdrawalChosen chosen => state with { Withdrawing = chosen.Target },
        ThreadAction.ProblemArose arose => state.Problem == arose.Problem ? state : state with { Problem = arose.Problem },
        _ => throw new ArgumentOutOfRangeException(nameof(action), action.GetType().Name, null),
    };

    private static ThreadState Move(ThreadState state, TimelineInput input)
    {
        if (state.Timeline is not { } before) return state;
        var (after, _) = TimelineReducer.Apply(before, input);
        if (ReferenceEquals(after, before)) return state;
        var next = state with { Timeline = after };
        if (input is TimelineInput.EventsCame came) next = Hear(next, before, came.Events.Where(found => found.Sequence > before.Last && found.Sequence <= after.Last));
        return state.IsAtEnd ? Trim(next) : next;
    }

    /// <summary>What a new event means beyond its line in the history.</summary>
    private static ThreadState Hear(ThreadState state, Timeline before, IEnumerable<ConversationEvent> events) => events.Aggregate(state, (next, found) => found.Body switch
    {
        EventBody.MessagePosted => WithMessage(next, before, found),
        EventBody.StatusChanged changed when next.View is { } view => next with { View = view with { Status = changed.Status } },
        _ => next,
    });

    private static ThreadState WithMessage(ThreadState state, Timeline before, ConversationEvent found)
    {
        var quiet = WithTyping(state, state.Typing.Remove(found.Actor.Id));
        if (found.Actor.Id == before.Self || state.Phase != ThreadPhase.Live) return quiet;
        var said = quiet.Timeline?.Items.OfType<TimelineItem.Message>().LastOrDefault(message => message.Sequence == found.Sequence);
        return quiet with { Announced = said ?? quiet.Announced, News = quiet.IsAtEnd ? 0 : quiet.News + 1 };
    }

    private static ThreadState WithTyping(ThreadState state, ImmutableHashSet<PersonId> typing) =>
        ReferenceEquals(typing, state.Typing) ? state : state with { Typing = typing };

    private static ThreadState Trim(ThreadState state) => state.Timeline is { } timeline && timeline.Items.Length > KeptAtEnd + Slack
        ? state with { Timeline = TimelineReducer.Apply(timeline, new TimelineInput.Trimmed(KeptAtEnd)).Timeline }
        : state;
}
