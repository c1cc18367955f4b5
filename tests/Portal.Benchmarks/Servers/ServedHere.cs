using System.Reflection;
using System.Text.Json;

namespace Portal.Benchmarks.Servers;

/// <summary>
/// The other end of <see cref="ServerProcess"/>: this process serves, and answers on its output what is asked on its input. The portal is the program as it is
/// shipped, by its own entry point.
/// </summary>
internal static class ServedHere
{
    /// <summary>Before each answer, so that it is told from the log.</summary>
    public const string Mark = "@";

    public const string MemoryQuestion = "memory";

    private static readonly string[] Arguments = ["--applicationName=Portal.Web", $"--contentRoot={AppContext.BaseDirectory}", "--urls=http://127.0.0.1:0"];

    public static int Run(string which)
    {
        new Thread(Answer) { IsBackground = true }.Start();
        return which switch
        {
            ServerProcess.Portal => (int)Assembly.Load("Portal.Web").EntryPoint!.Invoke(null, [Arguments])!,
            ServerProcess.Relay => Relay.Serve(Arguments),
            ServerProcess.Ehr => QuickEhr.Serve(Arguments),
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, "Neither the portal, the relay nor the EHR."),
        };
    }

    /// <summary>Its input ends with the process that started it.</summary>
    private static void Answer()
    {
        while (Console.ReadLine() is { } question)
        {
            if (question == MemoryQuestion) Console.WriteLine(Mark + JsonSerializer.Serialize(ServerMemory.Now()));
        }

        Environment.Exit(0);
    }
}
