using System.Text.RegularExpressions;
using Portal.Domain.Shared;

namespace Portal.Domain.Patients;

/// <summary>What is well formed about a person; an objection stands under its JSON path and repeats nothing of what was sent.</summary>
public static partial class PersonRules
{
    public static void Check(Dictionary<string, string[]> errors, string path, Identifier identifier)
    {
        if (TextRules.Objection(identifier.System, Identifier.SystemLimit) is { } system) errors[$"{path}.system"] = [system];
        if (TextRules.Objection(identifier.Value, Identifier.ValueLimit) is { } value) errors[$"{path}.value"] = [value];
    }

    /// <summary>Who has one name only leaves the other part empty.</summary>
    public static void Check(Dictionary<string, string[]> errors, string path, HumanName? name)
    {
        if (name is null) return;
        if (name is { Given.Length: 0, Family.Length: 0 }) errors[path] = ["must not be empty"];
        if (PartObjection(name.Given) is { } given) errors[$"{path}.given"] = [given];
        if (PartObjection(name.Family) is { } family) errors[$"{path}.family"] = [family];
    }

    /// <summary>Null for a part of a name that may stand, and for one that is left empty.</summary>
    public static string? PartObjection(string part) => part.Length == 0 ? null : TextRules.Objection(part, TextRules.NameLimit);

    /// <summary>A language tag (BCP 47), by form.</summary>
    public static bool IsLanguage(string text) => LanguageTag().IsMatch(text);

    [GeneratedRegex(@"\A(?=.{2,35}\z)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LanguageTag();
}
