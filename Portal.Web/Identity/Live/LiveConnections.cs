using System.Collections.Concurrent;
using Portal.Domain.Identity;
using Portal.Web.Shared.Hubs;
using Portal.Web.Shared.Problems;

namespace Portal.Web.Identity.Live;

/// <summary>
/// All hub connections of this node. Once a second it closes those whose time is up and announces the ends that are near; whenever access may have
/// changed anywhere it looks every caller up again, and closes what is no longer good. A caller whose access can also end by a date that
/// nothing announces is looked up again each time the watch comes round, every three seconds.
/// </summary>
internal sealed partial class LiveConnections(ActorAccessor accessor, IAccessChanges changes, TimeProvider clock, ILogger<LiveConnections> logger) : BackgroundService
{
    public static readonly TimeSpan AuthenticateWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private const int MostAbreast = 8;

    /// <summary>So many lookups one after the other are done well before the watch comes round again.</summary>
    private const int OneByOne = 500;

    private readonly ConcurrentDictionary<string, LiveConnection> connections = new(StringComparer.Ordinal);

    public int Count => connections.Count;

    public void Add(LiveConnection connection) => connections[connection.Id] = connection;

    public void Remove(LiveConnection connection) => connections.TryRemove(connection.Id, out _);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WatchTime(stoppingToken), WatchAccess(stoppingToken));

    private async Task WatchTime(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var now = clock.GetUtcNow();
            foreach (var connection in connections.Values) CheckGuarded(connection, now);
        }
    }

    /// <summary>One connection in a bad state must not end the watch over all others.</summary>
    private void CheckGuarded(LiveConnection connection, DateTimeOffset now)
    {
        try
        {
            Check(connection, now);
        }
        catch (Exception error)
        {
            LogTrouble(logger, error.GetType().Name, UnhandledErrors.Places(error));
        }
    }

    private void Check(LiveConnection connection, DateTimeOffset now)
    {
        if (connection.Caller is null && now - connection.ConnectedAt >= AuthenticateWithin) connection.Close("nobody proved who is there in time");
        else if (connection.HasEnded(now)) connection.Close("the last token ended");
        else if (connection.IsTimeToTell(now)) _ = Tell(connection);
    }

    /// <summary>A client that reads slowly must not hold up the others' ticks, hence nobody waits for this; the framework drops a client that reads nothing.</summary>
    private async Task Tell(LiveConnection connection)
    {
        try
        {
            await SessionEndingJson.Push.To(connection.Client, new(connection.Caller!.EndsAt!.Value));
        }
        catch (Exception error)
        {
            LogTrouble(logger, error.GetType().Name, UnhandledErrors.Places(error));
        }
    }

    private async Task WatchAccess(CancellationToken stopping)
    {
        var seen = changes.Version;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await changes.WaitForChange(seen, stopping);
                var now = changes.Version;
                var isChange = now != seen;
                var due = connections.Values.Where(connection => connection.Caller is { } caller && (isChange || MayEndByDate(caller))).ToList();
                await Parallel.ForEachAsync(due, Abreast(isChange, due.Count), async (connection, _) => await LookAgain(connection, stopping));
                seen = now;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The database does not answer: nothing can be read or written over a connection either. The next round looks again.
                LogTrouble(logger, error.GetType().Name, UnhandledErrors.Places(error));
                await Task.Delay(Tick, clock, stopping);
            }
        }
    }

    private async Task LookAgain(LiveConnection connection, CancellationToken cancel)
    {
        var was = connection.Caller!;
        var now = await accessor.Again(was, cancel);
        if (now is null && connection.HasEnded(clock.GetUtcNow())) connection.Close("the last token ended");
        else if (now is null) connection.Revoke();
        else if (!IsSame(was.Actor, now.Actor)) connection.Close("what the caller may do has changed");
        else connection.Refresh(now);
    }

    /// <summary>A round without a known change is in no hurry, and must not be a burst that messages wait for.</summary>
    private static ParallelOptions Abreast(bool isChange, int count) =>
        new() { MaxDegreeOfParallelism = isChange ? MostAbreast : Math.Clamp(count / OneByOne, 1, MostAbreast) };

    /// <summary>
    /// A session in a host's page ends by its token or by being ended, which both are known; a proxy's also by the grant's date, a bot's by the end of the key, and a session of the
    /// portal's own by its person's idleness. Dates of memberships are asked at every read and push, and end no connection.
    /// </summary>
    private static bool MayEndByDate(Caller caller) => caller.Actor.Kind is ActorKind.RelatedPerson or ActorKind.Bot || caller.Credential is Credential.StaffSession;

    /// <summary>What is subscribed to was decided for this actor; with other roles or another patient all of it must be asked for again.</summary>
    private static bool IsSame(Actor one, Actor other) =>
        (one.PersonId, one.Kind, one.Roles, one.Scopes, one.Patient, one.IsDelegated) == (other.PersonId, other.Kind, other.Roles, other.Scopes, other.Patient, other.IsDelegated);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch over hub connections met {ExceptionType} in {Places}")]
    private static partial void LogTrouble(ILogger logger, string exceptionType, string places);
}

/// <summary>When the connection's last token ends.</summary>
internal sealed record SessionEndingJson(DateTimeOffset At)
{
    public static readonly Push<SessionEndingJson> Push = new("sessionEnding");
}
