using Portal.Testing.Ehr;

namespace Portal.Infrastructure.Tests.Ehr.Filing;

/// <summary>Kinds of servers and troubles by the names that tests give them.</summary>
internal static class FilingServers
{
    public static FhirServerSettings Named(string name) => name switch
    {
        "plain" => FhirServerSettings.Plain,
        "no-transactions" => FhirServerSettings.Plain with { Transaction = false },
        "medplum" => FhirServerSettings.Medplum,
        "searching" => FhirServerSettings.Searching,
        "oracle" => FhirServerSettings.Oracle,
        "notes" => FhirServerSettings.Notes,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>Settings under which a trouble does not last: a server that hangs is given up soon.</summary>
    public static IReadOnlyDictionary<string, string?> Patience(string trouble) =>
        trouble.StartsWith("hangs", StringComparison.Ordinal) ? new Dictionary<string, string?> { ["Ehr:RequestTimeout"] = "00:00:00.500" } : new Dictionary<string, string?>();

    public static FhirTrouble Trouble(string name) => name switch
    {
        "hangs" => FhirTrouble.Hangs,
        "hangs after storing" => FhirTrouble.HangsAfterStoring,
        "closes before reading" => FhirTrouble.ClosesBeforeReading,
        "closes after reading" => FhirTrouble.ClosesAfterReading,
        "closes after storing" => FhirTrouble.ClosesAfterStoring,
        "breaks off after storing" => FhirTrouble.BreaksOffAfterStoring,
        "html" => FhirTrouble.HtmlPage,
        "says nothing" => FhirTrouble.SaysNothing,
        "answers another" => FhirTrouble.AnswersAnother,
        _ when name.EndsWith(" after storing", StringComparison.Ordinal) => FhirTrouble.AnswersAfterStoring(Status(name)),
        _ => FhirTrouble.Answers(Status(name)),
    };

    private static int Status(string name) => int.Parse(name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
