using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Portal.Testing.Networks;

/// <summary>
/// Holds every packet from and to one side for some time: routes lead them through a TUN device, and a thread gives them back when they are due. For kernels that
/// have no netem. Order is kept.
/// </summary>
internal sealed class SlowLine(NetworkSpace router, string line, int subnet) : IAsyncDisposable
{
    private const int PacketSize = 65536;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly string device = line + "-slow";
    private readonly CancellationTokenSource ending = new();
    private Thread? keeper;
    private long delay;

    private IEnumerable<string> Rules
    {
        get
        {
            var (table, upwards, skip, downwards) = (100 + subnet, 10 + subnet, 20 + (2 * subnet), 21 + (2 * subnet));
            return new[]
            {
                $"preference {upwards} iif {line} lookup {table}",
                // Downwards it has been held already when it comes from the device.
                $"preference {skip} iif {device} to 198.18.{subnet}.0/24 goto 100",
                $"preference {downwards} to 198.18.{subnet}.0/24 lookup {table}",
            };
        }
    }

    /// <summary>Holds packets for that long from now on.</summary>
    /// <param name="oneWay">Zero: packets go the direct way again.</param>
    public async Task Set(TimeSpan oneWay)
    {
        var was = Interlocked.Exchange(ref delay, oneWay.Ticks);
        if (was == 0 && oneWay > TimeSpan.Zero)
        {
            if (keeper is null) await Open();
            await router.Ip(Rules.Select(rule => "rule add " + rule));
        }
        else if (was > 0 && oneWay == TimeSpan.Zero)
        {
            await router.Ip(Rules.Select(rule => "rule delete " + rule));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        keeper?.Join();
        ending.Dispose();
    }

    private async Task Open()
    {
        var tun = router.Inside(() => Kernel.MakeTun(device));
        await router.Ip(
            $"link set {device} up",
            string.Create(CultureInfo.InvariantCulture, $"route add default dev {device} src {NetworkLab.RouterAddress} table {100 + subnet}"));
        keeper = new Thread(() => Keep(tun)) { IsBackground = true, Name = device, Priority = ThreadPriority.AboveNormal };
        keeper.Start();
    }

    private void Keep(SafeFileHandle tun)
    {
        using var packets = new FileStream(tun, FileAccess.ReadWrite, bufferSize: 0);
        var held = new Queue<(long Due, byte[] Packet)>();
        var buffer = new byte[PacketSize];
        while (!ending.IsCancellationRequested)
        {
            while (held.TryPeek(out var next) && next.Due <= Stopwatch.GetTimestamp()) packets.Write(held.Dequeue().Packet);
            var patience = held.TryPeek(out var first) ? Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), first.Due) : Look;
            if (!Kernel.CanRead(tun, patience < Look ? patience : Look)) continue;
            var length = packets.Read(buffer);
            var due = Stopwatch.GetTimestamp() + (long)(new TimeSpan(Interlocked.Read(ref delay)).TotalSeconds * Stopwatch.Frequency);
            held.Enqueue((due, buffer.AsSpan(0, length).ToArray()));
        }
    }
}
