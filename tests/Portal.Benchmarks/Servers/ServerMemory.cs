using System.Diagnostics;

namespace Portal.Benchmarks.Servers;

/// <summary>Bytes that a server's process holds after a full collection: live objects, and what of the process is in the machine's memory.</summary>
internal sealed record ServerMemory(long Heap, long Resident)
{
    public static ServerMemory Now()
    {
        for (var time = 0; time < 3; time++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return new ServerMemory(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
