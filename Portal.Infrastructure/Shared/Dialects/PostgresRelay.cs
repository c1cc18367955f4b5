using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Portal.Infrastructure.Conversations;
using Portal.Infrastructure.Conversations.Live;
using Portal.Infrastructure.Shared.Database;

namespace Portal.Infrastructure.Shared.Dialects;

/// <summary>
/// Nudges between the nodes of a cluster by LISTEN/NOTIFY. They go out in bundles of their own transactions, never in the writer's: a NOTIFY inside a
/// transaction takes a lock that all committing transactions of the database would queue for. Lost nudges cost up to thirty seconds, not messages: the
/// regular head heals (and access is watched by a version, not by this).
/// </summary>
internal sealed partial class PostgresRelay(IConfiguration configuration, ConversationBus bus, TimeProvider clock, ILogger<PostgresRelay> logger) : BackgroundService
{
    private const string ChannelName = "portal_nudges";

    /// <summary>PostgreSQL's limit for one notification is 8,000 bytes; a nudge is below 300.</summary>
    private const int BundleLimit = 24;

    /// <summary>Bundles of one statement.</summary>
    private const int BundlesAtOnce = 16;

    /// <summary>So long nudges are gathered, so that a busy node notifies in bundles. This node's own viewers do not wait for it.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The same while no other node is heard: nobody waits then, and each notification is a transaction that the messages' would share the processor with. A
    /// node that comes says so at once and then every <see cref="GreetingEvery"/>; a greeting that is lost costs this delay and nothing else.
    /// </summary>
    private static readonly TimeSpan GatheringAlone = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan GreetingEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>When another node was last heard; a timestamp of the clock, 0 before the first.</summary>
    private long heard;

    private readonly string node = Guid.CreateVersion7().ToString("N");

    // Full: the oldest go. A hint that waited so long is worth less than the memory.
    private readonly Channel<Nudge> outgoing = Channel.CreateBounded<Nudge>(new BoundedChannelOptions(50_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private bool IsAlone => Volatile.Read(ref heard) is 0 || clock.GetElapsedTime(Volatile.Read(ref heard)) > HeardFor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bus.Relay = nudge => outgoing.Writer.TryWrite(nudge);
        await Task.WhenAll(Again(Listen, stoppingToken), Again(Send, stoppingToken));
    }

    private async Task Again(Func<NpgsqlConnection, CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(DatabaseOptions.Connection(configuration, "Portal")) { Pooling = false, KeepAlive = 15 }.ConnectionString);
                await connection.OpenAsync(stopping);
                await work(connection, stopping);
            }
            catch (Exception error) when (!stopping.IsCancellationRequested)
            {
                LogBroken(logger, error.GetType().Name);
                await Task.Delay(Pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task Listen(NpgsqlConnection connection, CancellationToken stopping)
    {
        connection.Notification += (_, arrived) => Receive(arrived.Payload);
        await using (var listen = new NpgsqlCommand($"listen {ChannelName}", connection)) await listen.ExecuteNonQueryAsync(stopping);
        while (true)
        {
            // Who was alone and hears it greets at once, so that a node that comes is known to the others and knows them.
            var wasAlone = IsAlone;
            await Notify(connection, [Payload([])], stopping);
            var greeted = clock.GetTimestamp();
            while (GreetingEvery - clock.GetElapsedTime(greeted) is var left && left > TimeSpan.Zero && wasAlone == IsAlone) await connection.WaitAsync(left, stopping);
        }
    }

    private async Task Send(NpgsqlConnection connection, CancellationToken stopping)
    {
        // A notification that a crash loses was a hint; waiting for the disk would make every send's commit share it with one more.
        await using (var hint = new NpgsqlCommand("set synchronous_commit = off", connection)) await hint.ExecuteNonQueryAsync(stopping);
        var nudges = new List<Nudge>(BundleLimit * BundlesAtOnce);
        while (await outgoing.Reader.WaitToReadAsync(stopping))
        {
            if (outgoing.Reader.Count < BundleLimit) await Task.Delay(IsAlone ? GatheringAlone : Gathering, clock, stopping);
            nudges.Clear();
            while (nudges.Count < BundleLimit * BundlesAtOnce && outgoing.Reader.TryRead(out var nudge)) nudges.Add(nudge);
            await Notify(connection, [.. nudges.Chunk(BundleLimit).Select(Payload)], stopping);
        }
    }

    private static async Task Notify(NpgsqlConnection connection, string[] payloads, CancellationToken stopping)
    {
        await using var notify = new NpgsqlCommand("select pg_notify($1, payload) from unnest($2::text[]) payload", connection);
        notify.Parameters.Add(new NpgsqlParameter { Value = ChannelName });
        notify.Parameters.Add(new NpgsqlParameter { Value = payloads });
        await notify.ExecuteNonQueryAsync(stopping);
    }

    private string Payload(IReadOnlyList<Nudge> nudges) => JsonSerializer.Serialize(new Bundle(node, nudges));

    private void Receive(string payload)
    {
        try
        {
            if (JsonSerializer.Deserialize<Bundle>(payload) is not { } bundle || bundle.Node == node) return;
            Volatile.Write(ref heard, Math.Max(1, clock.GetTimestamp()));
            foreach (var nudge in bundle.Nudges) bus.Receive(nudge);
        }
        catch (JsonException)
        {
            // Another version of the program is in the cluster during an upgrade; the regular head covers what it says.
            LogBroken(logger, nameof(JsonException));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bus between nodes was interrupted: {Error}")]
    private static partial void LogBroken(ILogger logger, string error);

    private sealed record Bundle(string Node, IReadOnlyList<Nudge> Nudges);
}
