using System.Text.Json;

namespace Portal.Infrastructure.Demo;

/// <summary>One demo patient and the conversation: a short script, and for long ones a diary that goes on where the script ends.</summary>
internal sealed record DemoPatient
{
    public required string Mrn { get; init; }

    public required string Given { get; init; }

    public required string Family { get; init; }

    public required DateOnly BirthDate { get; init; }

    public required string Language { get; init; }

    public required string Team { get; init; }

    public required string Topic { get; init; }

    public required string Priority { get; init; }

    public required double HoursAgo { get; init; }

    public string Status { get; init; } = "open";

    public string? Diary { get; init; }

    /// <summary>How many messages in all, where the diary goes on.</summary>
    public int Count { get; init; }

    public DemoVisit? Visit { get; init; }

    /// <summary>Pairs of who (p patient, n nurse, c clinician, d clinician of the second team, o coordinator) and what.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Script { get; init; }

    public override string ToString() => Mrn;
}

/// <summary>
/// A visit of a demo patient; people by their user names.
/// <paramref name="InHours"/>: from the seeding on, to the quarter of an hour; one before it was held.
/// <paramref name="With"/>: null is whoever is free.
/// </summary>
internal sealed record DemoVisit(double InHours, int Minutes, string? With, string By, string Reason)
{
    public override string ToString() => "a visit of the demo";
}

/// <summary>The lines of a conversation: the same every time.</summary>
internal static class DemoScript
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<DemoPatient> Patients()
    {
        using var file = typeof(DemoScript).Assembly.GetManifestResourceStream("demo-patients.json")!;
        return JsonSerializer.Deserialize<List<DemoPatient>>(file, Json)!;
    }

    public static IEnumerable<(char By, string Text)> Lines(DemoPatient patient)
    {
        foreach (var line in patient.Script) yield return (line[0][0], line[1]);
        var random = new Random(int.Parse(patient.Mrn, System.Globalization.CultureInfo.InvariantCulture));
        var staff = patient.Team == "cardiology" ? 'n' : 'o';
        for (var index = patient.Script.Count; index < patient.Count; index++)
        {
            // Three entries of the patient's to one answer, and the newest word is the patient's.
            var isAnswer = index % 4 == 3 && index < patient.Count - 1;
            yield return isAnswer ? (staff, Answer(patient.Diary!, random)) : ('p', Entry(patient.Diary!, random));
        }
    }

    private static string Entry(string diary, Random random) => diary switch
    {
        "pressure-es" => $"{Pick(random, "Mañana", "Noche", "Antes de cenar", "Después del paseo")}: {random.Next(118, 149)}/{random.Next(70, 94)}, pulso {random.Next(58, 84)}. {Pick(random, "Todo bien.", "Un poco de dolor de cabeza.", "He dormido bien.", "Hoy he caminado media hora.", "Sin mareos.")}",
        "glucose" => $"{Pick(random, "Before breakfast", "Before lunch", "Before dinner", "Bedtime")}: {random.Next(82, 214)} mg/dL. {Pick(random, "Feeling fine.", "A bit tired today.", "Had a long walk.", "Birthday cake, sorry!", "No lows.")}",
        _ => $"{Pick(random, "This morning", "Before breakfast", "Today")}: {(690 + random.Next(0, 34)) / 10.0:0.0} kg. {Pick(random, "Ankles look normal.", "Slept flat with one pillow.", "A little puffy in the evening.", "Feeling well.", "Walked to the shops and back.")}",
    };

    private static string Answer(string diary, Random random) => diary == "pressure-es"
        ? Pick(random, "Gracias, Tomás, va muy bien.", "Anotado. Siga igual.", "¿Ha tomado la pastilla de la noche?", "Perfecto. Descanse cinco minutos antes de medir.")
        : Pick(random, "Thank you, noted.", "That looks steady, keep going.", "Thanks. Anything else you noticed?", "Good. Same time tomorrow, please.", "Thank you, Dr. has seen it too.");

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
