using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Portal.Testing.Networks;

/// <summary>What .NET has no words for: entering a network namespace (setns(2)) and packets of a TUN device (the kernel's networking/tuntap.rst).</summary>
internal static class Kernel
{
    private const int NewNet = 0x40000000; // CLONE_NEWNET
    private const nuint SetInterface = 0x400454CA; // TUNSETIFF
    private const short Tun = 0x0001; // IFF_TUN
    private const short NoPacketInformation = 0x1000; // IFF_NO_PI
    private const int RequestSize = 40; // struct ifreq
    private const int NameSize = 16;
    private const short Readable = 0x0001; // POLLIN

    /// <summary>The calling thread is in that namespace from here on, its process is not: for threads that end afterwards.</summary>
    public static void Enter(string networkNamespace)
    {
        using var file = File.OpenHandle($"/run/netns/{networkNamespace}");
        if (SetNamespace(file, NewNet) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"The namespace {networkNamespace} cannot be entered.");
    }

    /// <summary>Makes a TUN device in the calling thread's namespace; it goes when the handle is closed. One read or write is one IP packet.</summary>
    /// <param name="name">At most 15 ASCII characters.</param>
    public static SafeFileHandle MakeTun(string name)
    {
        var handle = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var request = new byte[RequestSize];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(NameSize), (short)(Tun | NoPacketInformation));
        if (Control(handle, SetInterface, request) == 0) return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new Win32Exception(error, $"The device {name} cannot be made.");
    }

    /// <summary>Whether there is something to read, now or within that time.</summary>
    public static bool CanRead(SafeFileHandle file, TimeSpan patience)
    {
        var taken = false;
        file.DangerousAddRef(ref taken);
        try
        {
            var wanted = new PollRequest { File = file.DangerousGetHandle().ToInt32(), Events = Readable };
            return Poll(ref wanted, 1, (int)Math.Ceiling(patience.TotalMilliseconds)) > 0;
        }
        finally
        {
            if (taken) file.DangerousRelease();
        }
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle file, int kind);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollRequest requests, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
