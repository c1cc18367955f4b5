using Portal.Testing.Networks;

namespace Portal.Browser.Tests.Visits;

/// <summary>What is done to a call while it is held.</summary>
/// <param name="Make">Ends when the network is there to be used, bad as it may be.</param>
/// <param name="Lasts">How long it is watched from then on, at least.</param>
/// <param name="Breaks">Sound is lost, and comes back; else it is to go on.</param>
internal sealed record Trouble(string Name, Func<CallStage, Task> Make, TimeSpan Lasts, bool Breaks)
{
    private const int SecondsWithoutRelay = 5;

    /// <summary>By then a lost way is noticed, and what is in the browsers' buffers is played.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>What is to be short: the time until sound is back, or any time without it.</summary>
    public TimeSpan Silence(Course course) => Breaks ? course.HeardAfter : course.LongestSilence;

    public static Trouble Loss(int percent) => Bad($"{percent} % of the patient's packets lost", side => side.Lose(percent / 100.0));

    public static Trouble Far() => Bad("200 ms further away", side => side.Delay(TimeSpan.FromMilliseconds(200)));

    public static Trouble Narrow() => Bad("100 kbit/s", side => side.Cap(100));

    /// <summary>Packets vanish, and nothing tells the browser.</summary>
    public static Trouble SilentCut(int seconds) =>
        new($"a silent cut of {seconds} s", stage => Cut(stage, side => side.Lose(1), seconds), Shown, Breaks: true);

    /// <summary>The system says that the link is down.</summary>
    public static Trouble LinkCut(int seconds) => new($"a link cut of {seconds} s", stage => Cut(stage, side => side.Cut(), seconds), Shown, Breaks: true);

    public static Trouble AddressOfPatient() => new("another address of the patient", stage => stage.Lab.Patient.ChangeAddress(), Shown, Breaks: true);

    public static Trouble AddressOfClinician() => new("another address of the clinician", stage => stage.Lab.Clinician.ChangeAddress(), Shown, Breaks: true);

    /// <summary>Only TURN over TCP passes.</summary>
    public static Trouble WithoutUdp() => new("no UDP for the patient", stage => stage.Lab.Patient.BlockUdp(), Shown, Breaks: true);

    /// <summary>Media go another way.</summary>
    public static Trouble OfConnections(string name, Func<Task> cut) => new(name, _ => cut(), Shown, Breaks: false);

    /// <summary>The TURN server is killed, and started again some seconds later; it takes one or two to be there.</summary>
    public static Trouble OfTheRelay() => new($"the TURN server is killed, and started after {SecondsWithoutRelay} s", async stage =>
    {
        await stage.Turn.Kill();
        await Task.Delay(TimeSpan.FromSeconds(SecondsWithoutRelay));
        await stage.Turn.Restart();
    }, Shown, Breaks: true);

    private static Trouble Bad(string name, Func<Side, Task> make) => new(name, stage => make(stage.Lab.Patient), Long, Breaks: false);

    private static async Task Cut(CallStage stage, Func<Side, Task> cut, int seconds)
    {
        await cut(stage.Lab.Patient);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        await stage.Lab.Patient.Mend();
    }
}
