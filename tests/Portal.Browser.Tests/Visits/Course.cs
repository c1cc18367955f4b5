using System.Globalization;

namespace Portal.Browser.Tests.Visits;

/// <summary>How a trouble went for one of the two.</summary>
/// <param name="began">When it was made.</param>
/// <param name="back">From when on the network was there to be used.</param>
/// <param name="until">The end of what was noted.</param>
internal sealed class Course(string who, Notes notes, DateTimeOffset began, DateTimeOffset back, DateTimeOffset until)
{
    /// <summary>Tones of the browser's fake microphone come faster than this, so that a pause of it is none of theirs.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1500);

    /// <summary>What a screen says, by its words in English, and how it is called here.</summary>
    private static readonly (string Words, string Name)[] Steps =
    [
        ("waiting for it to come back", "waiting"),
        ("trying again (1", "restarting"),
        ("trying again (2", "restarting (2)"),
        ("trying again (3", "restarting (3)"),
        ("connecting anew", "rebuilding"),
        ("trying with sound only", "audioOnly"),
        ("joining again", "rejoining"),
        ("Nothing is arriving", "frozen"),
        ("There is no connection", "failed"),
        ("is reconnecting", "the other reconnects"),
        ("is not arriving at", "the other misses something"),
        ("has lost the connection", "the other is lost"),
        ("is not here yet", "alone"),
        ("Connecting you", "connecting"),
        ("The portal cannot be reached", "no portal"),
        ("Slow network", "small picture"),
        ("Sound only, to keep", "sound only"),
    ];

    public string Who => who;

    /// <summary>The longest time without a tone from <c>back</c> on.</summary>
    public TimeSpan LongestSilence => Silences.Select(one => one.End - Later(one.Begin, back)).Append(TimeSpan.Zero).Max();

    /// <summary>The same from the beginning on.</summary>
    public TimeSpan LongestSilenceInAll => Silences.Select(one => one.End - one.Begin).Append(TimeSpan.Zero).Max();

    /// <summary>From <c>back</c> until sound was there and stayed; zero where it had never gone.</summary>
    public TimeSpan HeardAfter => Silences.Select(one => one.End - back).Append(TimeSpan.Zero).Max();

    /// <summary>Whether there was sound all the time.</summary>
    public bool IsSteady => notes.Heard.Count > 0 && LongestSilenceInAll == TimeSpan.Zero;

    /// <summary>What the screen said at one time or another.</summary>
    public IReadOnlyList<string> Said => [.. notes.Read.Select(note => note.Words).Where(words => words.Length > 0).Distinct(StringComparer.Ordinal)];

    private IEnumerable<(DateTimeOffset Begin, DateTimeOffset End)> Silences
    {
        get
        {
            var times = notes.Heard.Select(At).Append(until).ToList();
            return times.Zip(times.Skip(1)).Where(one => one.Second - one.First >= Pause && one.Second > back);
        }
    }

    /// <summary>One line of figures.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{who}: {Sound}; screen [{Read()}]; hub [{Told()}]; {Figures()}");

    private string Sound => string.Create(CultureInfo.InvariantCulture, $"heard after {HeardAfter.TotalSeconds:0.0} s, silent {LongestSilence.TotalSeconds:0.0} s at most");

    private string Read() => string.Join(", ", notes.Read.Select(note => $"{Offset(note.At)} {Short(note.Words)}"));

    private string Told() => string.Join(", ", notes.Told.Select(note => $"{Offset(note.At)} {note.Words}"));

    private string Figures()
    {
        if (notes.Samples.Count == 0) return "no figures";
        double Mean(Func<QualityNote, double> figure) => notes.Samples.Average(figure);
        var modes = string.Join('/', notes.Samples.Select(one => one.Mode).Distinct());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"round trip {Mean(one => one.RoundTripMs):0} ms, loss {Mean(one => one.LossPercent):0.0} %, {Mean(one => one.ReceivedKbps):0} kbit/s, {modes}");
    }

    private string Offset(long at) => string.Create(CultureInfo.InvariantCulture, $"{(At(at) - began).TotalSeconds:0.0}");

    private static string Short(string words)
    {
        var known = Steps.Where(step => words.Contains(step.Words, StringComparison.Ordinal)).Select(step => step.Name).ToList();
        return known.Count > 0 ? string.Join(" + ", known) : words.Length == 0 ? "-" : words;
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
