using Microsoft.Extensions.Logging;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;

namespace Portal.Infrastructure.Conversations.Live;

/// <summary>
/// One viewer's list. Signals name conversations; after a short pause (a burst becomes one read) a turn reads them as this actor sees them and pushes
/// those that are there, and tells those gone that were there before. A change of access reads the whole known list again.
/// </summary>
internal sealed partial class InboxHold(
    Actor actor,
    IInboxViewer viewer,
    InboxRegistry registry,
    ConversationViews views,
    GrantsReader grants,
    TimeProvider clock,
    ILogger logger) : ILiveHold
{
    /// <summary>Bots may be added to any conversation, so their lists look at every nudge.</summary>
    public static readonly Guid EverywhereScope = Guid.Empty;

    private const int ReadLimit = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly HashSet<Guid> due = [];
    private readonly HashSet<Guid> known = [];
    private HashSet<Guid> scopes = [];
    private long checkedVersion;
    private DateTimeOffset? nextTurn;
    private bool isCheckDue;
    private bool hasBegun;
    private bool isInTurn;
    private bool hasEnded;

    public Guid Person => actor.PersonId.Value;

    /// <summary>Registers under everything the actor's list may contain; called before the first read and again when access changed.</summary>
    public async Task Register(CancellationToken cancel)
    {
        var (granted, now) = (await grants.Of(actor, cancel), clock.GetUtcNow());
        HashSet<Guid> wanted = actor.Kind switch
        {
            ActorKind.Practitioner => [.. granted.ActiveTeams(now), .. granted.OpenedPatients(actor, now)],
            ActorKind.Patient or ActorKind.RelatedPerson => actor.Patient is { } patient ? [patient.Value] : [actor.PersonId.Value],
            ActorKind.Bot or ActorKind.Integration => [EverywhereScope],
            ActorKind.System => [],
        };

        // Always under the own id too, so that the hold is found for checks when it has no scope at all.
        wanted.Add(actor.PersonId.Value);
        lock (gate)
        {
            if (hasEnded) return;
            foreach (var scope in wanted.Except(scopes)) registry.Add(scope, this);
            foreach (var scope in scopes.Except(wanted)) registry.Remove(scope, this);
            scopes = wanted;
            nextTurn = granted.NextTurn(now);
        }
    }

    public void Shown(IEnumerable<ConversationView> conversations, long version)
    {
        lock (gate)
        {
            known.UnionWith(conversations.Select(conversation => conversation.Id.Value));
            checkedVersion = version;
        }
    }

    public void Begin()
    {
        lock (gate) hasBegun = true;
        Wake();
    }

    public void Signal(Guid conversation)
    {
        lock (gate)
        {
            if (hasEnded) return;
            due.Add(conversation);
        }

        Wake();
    }

    public void SignalCheck(long version)
    {
        lock (gate)
        {
            // A grant that ends by its date changes no version.
            var isTurn = nextTurn is { } turn && turn <= clock.GetUtcNow();
            if (hasEnded || (version == checkedVersion && !isTurn)) return;
            checkedVersion = version;
            nextTurn = null;
            isCheckDue = true;
        }

        Wake();
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void Wake()
    {
        lock (gate)
        {
            if (!hasBegun || isInTurn || hasEnded || (due.Count == 0 && !isCheckDue)) return;
            isInTurn = true;
        }

        _ = Task.Run(Turn);
    }

    private async Task Turn()
    {
        while (true)
        {
            await Task.Delay(Pause, clock);
            Guid[] some;
            bool isCheck;
            lock (gate)
            {
                if (hasEnded || (due.Count == 0 && !isCheckDue))
                {
                    isInTurn = false;
                    return;
                }

                isCheck = isCheckDue;
                isCheckDue = false;
                if (isCheck) due.UnionWith(known);
                some = [.. due.Take(ReadLimit)];
                due.ExceptWith(some);
            }

            if (!await Push(some, isCheck)) return;
        }
    }

    private async Task<bool> Push(Guid[] some, bool isCheck)
    {
        IReadOnlyList<ConversationView> now;
        try
        {
            if (isCheck) await Register(CancellationToken.None);
            now = await views.Of(actor, some, CancellationToken.None);
            if (isCheck) now = [.. now.Concat(await NewOnes()).DistinctBy(view => view.Id)];
        }
        catch (Exception error)
        {
            // The database is away: what was due stays due, and the next turn tries again.
            LogWaiting(logger, error.GetType().Name);
            lock (gate)
            {
                due.UnionWith(some);
                isCheckDue |= isCheck;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            return true;
        }

        try
        {
            foreach (var view in now)
            {
                lock (gate) known.Add(view.Id.Value);
                await viewer.Changed(view);
            }

            foreach (var gone in some.Except(now.Select(view => view.Id.Value)))
            {
                bool wasKnown;
                lock (gate) wasKnown = known.Remove(gone);
                if (wasKnown) await viewer.Gone(new ConversationId(gone));
            }

            return true;
        }
        catch (Exception error)
        {
            LogEnded(logger, error.GetType().Name);
            End();
            return false;
        }
    }

    /// <summary>After access was widened: the first page holds what is new to this list and matters most; the rest is found by paging.</summary>
    private async Task<IReadOnlyList<ConversationView>> NewOnes()
    {
        var page = await views.List(actor, ConversationFilter.All, new PageRequest(PageRequest.MaxLimit), CancellationToken.None);
        if (!page.TryGet(out var found, out _)) return [];
        lock (gate) return [.. found.Items.Where(view => !known.Contains(view.Id.Value))];
    }

    private void End()
    {
        lock (gate)
        {
            if (hasEnded) return;
            hasEnded = true;
            foreach (var scope in scopes) registry.Remove(scope, this);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A list waits for the database: {Error}")]
    private static partial void LogWaiting(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A viewer of a list ended: {Error}")]
    private static partial void LogEnded(ILogger logger, string error);
}
