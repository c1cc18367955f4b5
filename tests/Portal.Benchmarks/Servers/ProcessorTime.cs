using System.Globalization;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// Processor time so far, by the kernel's account (proc(5)): of this process, of another, and of the database server with all its sessions. What else runs on the machine
/// makes everything slower, and changes little of this.
/// </summary>
internal sealed record ProcessorTime(TimeSpan Own, TimeSpan Database, TimeSpan Other)
{
    private const int TicksASecond = 100;
    private const int ParentField = 1;
    private const int UserField = 11;

    /// <summary>What was used up to now.</summary>
    /// <param name="session">The process of one of the database's sessions.</param>
    /// <param name="other">A process.</param>
    public static ProcessorTime Now(int session, int other)
    {
        var server = Fields(session)![ParentField];
        var sessions = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => Fields(int.Parse(name!, CultureInfo.InvariantCulture)));
        return new(Of(Environment.ProcessId), TimeSpan.FromTicks(sessions.Where(fields => fields?[ParentField] == server).Sum(fields => Used(fields!).Ticks)), Of(other));
    }

    public static ProcessorTime operator -(ProcessorTime left, ProcessorTime right) => new(left.Own - right.Own, left.Database - right.Database, left.Other - right.Other);

    private static TimeSpan Of(int process) => Used(Fields(process)!);

    private static TimeSpan Used(string[] fields) =>
        TimeSpan.FromSeconds((long.Parse(fields[UserField], CultureInfo.InvariantCulture) + long.Parse(fields[UserField + 1], CultureInfo.InvariantCulture)) / (double)TicksASecond);

    /// <summary>Those behind the name, from the state on; null where the process has ended.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
