using Microsoft.Extensions.Logging;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Shared.Keys;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// One viewer's place in one conversation. States: waiting to begin, idle, in its turn, ended. Signals only mark what is due and, when idle, queue one turn
/// on the thread pool; a turn decides access again, reads since the last sequence, pushes, and repeats while more became due. So there is at most one turn
/// at a time and pushes come in order, a slow viewer holds up nobody else, and an idle one costs this object only.
/// </summary>
internal sealed partial class FeedHold(
    Actor actor,
    ConversationCard card,
    IFeedViewer viewer,
    FeedTurns turns,
    ILogger logger) : ILiveHold, IThreadPoolWorkItem
{
    private readonly Lock gate = new();
    private readonly HashSet<Guid> people = [actor.PersonId.Value];
    private List<Nudge>? due;
    private long last;
    private long head;
    private bool isEventDue;
    private bool isHeadDue;
    private bool isCheckDue;
    private bool hasBegun;
    private bool isInTurn;
    private bool hasEnded;

    public ConversationId Conversation { get; } = new(card.Id);

    public PersonId Person => actor.PersonId;

    public bool HasEnded
    {
        get
        {
            lock (gate) return hasEnded;
        }
    }

    /// <summary>Whose presence this viewer is told of: those who have a marker here or were seen viewing.</summary>
    public bool Knows(Guid person)
    {
        lock (gate) return people.Contains(person);
    }

    public void Meet(IEnumerable<Guid> others)
    {
        lock (gate) people.UnionWith(others);
    }

    /// <summary>Where the answer ended; set before <see cref="Begin"/>.</summary>
    public void StartBehind(long sequence)
    {
        lock (gate) last = Math.Max(last, sequence);
    }

    public void Begin()
    {
        lock (gate) hasBegun = true;
        Wake();
    }

    public void Signal(Nudge nudge)
    {
        lock (gate)
        {
            if (hasEnded) return;
            if (nudge.Kind is NudgeKind.Event)
            {
                if (nudge.Sequence <= last) return;
                isEventDue = true;
                head = Math.Max(head, nudge.Sequence);
            }
            else if (nudge.Kind is NudgeKind.Marker or NudgeKind.Typing or NudgeKind.Presence)
            {
                if (nudge.Kind is NudgeKind.Marker) people.Add(nudge.Person);
                (due ??= []).Add(nudge);
            }
            else
            {
                return;
            }
        }

        Wake();
    }

    /// <summary>The regular head: always told, and what was missed is read.</summary>
    public void SignalHead(long known)
    {
        lock (gate)
        {
            if (hasEnded) return;
            isHeadDue = true;
            head = Math.Max(head, known);
            if (known > last) isEventDue = true;
        }

        Wake();
    }

    /// <summary>Access may have changed: decide again even if nothing is to be pushed.</summary>
    public void SignalCheck()
    {
        lock (gate)
        {
            if (hasEnded) return;
            isCheckDue = true;
        }

        Wake();
    }

    public void Execute() => _ = Turn();

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void Wake()
    {
        lock (gate)
        {
            if (!hasBegun || isInTurn || hasEnded || !(isEventDue || isHeadDue || isCheckDue || due is { Count: > 0 })) return;
            isInTurn = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task Turn()
    {
        try
        {
            while (Take() is { } work)
            {
                if (await turns.Patiently(() => turns.Refused(actor, Conversation), this) is { } refusal)
                {
                    End();
                    await viewer.Lost(Conversation, refusal);
                    return;
                }

                if (work.Events) await PushEvents(work.Head);
                foreach (var nudge in work.Due) await Push(nudge);
                if (work.HeadDue) await viewer.Head(Conversation, new Sequence(Math.Max(work.Head, last)));
            }
        }
        catch (Exception error)
        {
            // The viewer is gone: whoever comes back subscribes anew from the own last sequence.
            LogEnded(logger, Conversation, error.GetType().Name);
            End();
        }
    }

    private async Task PushEvents(long known)
    {
        while (true)
        {
            var events = await turns.Patiently(() => turns.Since(card.Id, last, known), this);
            if (events.Count == 0) return;
            await viewer.Events(Conversation, events);
            lock (gate)
            {
                last = events[^1].Sequence.Value;
                people.Add(events[^1].Actor.Id.Value);
                if (last >= head) return;
                known = head;
            }
        }
    }

    private ValueTask Push(Nudge nudge) => nudge.Kind switch
    {
        NudgeKind.Marker => viewer.Marker(Conversation, new Marker(new PersonId(nudge.Person), new Sequence(nudge.Sequence), new Sequence(nudge.Read))),
        NudgeKind.Typing => viewer.Typing(Conversation, new PersonId(nudge.Person), nudge.State != 0),
        NudgeKind.Presence => viewer.Presence(new Presence(new PersonId(nudge.Person), (PresenceState)nudge.State)),
        NudgeKind.Event or NudgeKind.Changed or NudgeKind.Visit or NudgeKind.Call or NudgeKind.Signal => ValueTask.CompletedTask,
    };

    private Work? Take()
    {
        lock (gate)
        {
            if (hasEnded || !(isEventDue || isHeadDue || isCheckDue || due is { Count: > 0 }))
            {
                isInTurn = false;
                return null;
            }

            var work = new Work(isEventDue, isHeadDue, head, due ?? []);
            isEventDue = isHeadDue = isCheckDue = false;
            due = null;
            return work;
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (hasEnded) return;
            hasEnded = true;
        }

        turns.Ended(this);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A viewer of {Conversation} ended: {Error}")]
    private static partial void LogEnded(ILogger logger, ConversationId conversation, string error);

    private sealed record Work(bool Events, bool HeadDue, long Head, List<Nudge> Due);
}

/// <summary>What a hold's turn does beyond itself.</summary>
internal sealed partial class FeedTurns(ConversationAccess access, EventReader reader, ConversationTail tail, FeedRegistry registry, TimeProvider clock, ILogger<FeedTurns> logger)
{
    private const int PushLimit = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Null while the actor may read; else the reason to tell.</summary>
    public async ValueTask<string?> Refused(Actor actor, ConversationId conversation)
    {
        var admission = await access.Admit(actor, conversation, card => card.Reading, CancellationToken.None);
        return admission.IsOk ? null : "access";
    }

    public async ValueTask<IReadOnlyList<ConversationEvent>> Since(Guid conversation, long after, long head) =>
        tail.After(conversation, after, head) ?? await reader.After(conversation, after, PushLimit, CancellationToken.None);

    /// <summary>The database may be away for a while: the hold waits for it and misses nothing.</summary>
    public async ValueTask<T> Patiently<T>(Func<ValueTask<T>> read, FeedHold hold)
    {
        while (true)
        {
            try
            {
                return await read();
            }
            catch (Exception error) when (error is not KeyGoneException && !hold.HasEnded)
            {
                LogWaiting(logger, hold.Conversation, error.GetType().Name);
                await Task.Delay(Pause, clock);
            }
        }
    }

    public void Ended(FeedHold hold) => registry.Remove(hold);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pushes of {Conversation} wait for the database: {Error}")]
    private static partial void LogWaiting(ILogger logger, ConversationId conversation, string error);
}
