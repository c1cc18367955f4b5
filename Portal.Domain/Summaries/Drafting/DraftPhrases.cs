using System.Globalization;
using Portal.Domain.Identity;

namespace Portal.Domain.Summaries.Drafting;

/// <summary>What the drafter says around the words that it quotes, as data, one set a language. Numbers in braces are filled in.</summary>
internal sealed record DraftPhrases(CultureInfo Culture, string Day)
{
    public static readonly DraftPhrases English = new(CultureInfo.GetCultureInfo("en-GB"), "d MMMM yyyy")
    {
        Patient = "Patient",
        RelatedPerson = "Related person",
        Exchange = "{0} messages from {1} to {2}: {3}.",
        ExchangeOfOneDay = "{0} messages on {1}: {2}.",
        Said = "{0}, {1}: “{2}”",
        Answered = "{0}, {1}: “{2}” – {3} answered: “{4}”",
        Agreed = "{0}, {1}: “{2}” – {3} agreed: “{4}”",
        Open = "Open question of {0}, {1}: “{2}”",
        VisitHeld = "Video visit on {0}, {1} to {2} UTC.",
        VisitRunning = "Video visit on {0}, begun at {1} UTC.",
        VisitNotHeld = "The video visit planned for {0}, {1} UTC, was not held.",
        VisitReason = "Booked for: “{0}”",
        Present = "In the call: {0}.",
        Waited = "The patient waited {0} minutes.",
    };

    public static readonly DraftPhrases Spanish = new(CultureInfo.GetCultureInfo("es-ES"), "d 'de' MMMM 'de' yyyy")
    {
        Patient = "Paciente",
        RelatedPerson = "Persona allegada",
        Exchange = "{0} mensajes del {1} al {2}: {3}.",
        ExchangeOfOneDay = "{0} mensajes el {1}: {2}.",
        Said = "{0}, {1}: «{2}»",
        Answered = "{0}, {1}: «{2}» – {3} respondió: «{4}»",
        Agreed = "{0}, {1}: «{2}» – {3} estuvo de acuerdo: «{4}»",
        Open = "Pregunta pendiente de {0}, {1}: «{2}»",
        VisitHeld = "Visita por vídeo el {0}, de {1} a {2} UTC.",
        VisitRunning = "Visita por vídeo el {0}, iniciada a las {1} UTC.",
        VisitNotHeld = "La visita por vídeo prevista para el {0}, a las {1} UTC, no se celebró.",
        VisitReason = "Motivo de la cita: «{0}»",
        Present = "En la llamada: {0}.",
        Waited = "El paciente esperó {0} minutos.",
    };

    public required string Patient { get; init; }

    public required string RelatedPerson { get; init; }

    /// <summary>Count, first day, last day, who how often.</summary>
    public required string Exchange { get; init; }

    public required string ExchangeOfOneDay { get; init; }

    /// <summary>Who, day, words.</summary>
    public required string Said { get; init; }

    /// <summary>Who, day, question, who, answer.</summary>
    public required string Answered { get; init; }

    /// <summary>Who, day, what is to be done, who, words.</summary>
    public required string Agreed { get; init; }

    public required string Open { get; init; }

    /// <summary>Day, from, to.</summary>
    public required string VisitHeld { get; init; }

    public required string VisitRunning { get; init; }

    public required string VisitNotHeld { get; init; }

    public required string VisitReason { get; init; }

    public required string Present { get; init; }

    public required string Waited { get; init; }

    public static DraftPhrases For(string language) => SummaryRules.IsSpanish(language) ? Spanish : English;

    public string On(DateTimeOffset at) => at.UtcDateTime.ToString(Day, Culture);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The patient and who acts for the patient by what they are, staff by name.</summary>
    public string Who(ActorKind kind, string name) => kind switch
    {
        ActorKind.Patient => Patient,
        ActorKind.RelatedPerson => RelatedPerson,
        _ => name,
    };

    public string Fill(string phrase, params object[] words) => string.Format(Culture, phrase, words);
}
