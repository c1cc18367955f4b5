using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Domain.Shared;

namespace Portal.Web.Composition.Commands;

/// <summary>What the setup was told: by options, by the environment, or by somebody at the console, in that order.</summary>
internal sealed record SetupAnswers(NewStaff Administrator, string IntegrationName, IReadOnlyList<string> Origins, IReadOnlyList<IdentifierSystem> Systems)
{
    /// <summary>Options and what is asked where they are missing. Those of the integration are asked only where it has a name.</summary>
    public static readonly IReadOnlyList<(string Option, string Question)> Questions =
    [
        ("user-name", "User name of the administrator (small letters, digits, dots):"),
        ("email", "Mail address of the administrator:"),
        ("name", "Name of the administrator, as others see it:"),
        ("integration", "Name of the first integration (empty for none):"),
        ("origins", "Origins of its pages, such as https://www.hospital.example:"),
        ("patients", "Identifier system of its patients, such as urn:oid:1.2.3:"),
        ("related-persons", "Identifier system of related persons (empty for none):"),
        ("practitioners", "Identifier system of practitioners (empty for none):"),
    ];

    private const int OfAdministrator = 4;

    public static bool TryRead(SetupConsole console, IReadOnlyList<string> arguments, [NotNullWhen(true)] out SetupAnswers? answers, [NotNullWhen(false)] out string? wrong)
    {
        answers = null;
        if (!TryReadOptions(arguments, out var given, out wrong)) return false;
        foreach (var (option, question) in Questions.Take(OfAdministrator)) given[option] = Answer(console, given, option, question);
        foreach (var (option, question) in Questions.Skip(OfAdministrator)) given[option] = given["integration"].Length == 0 ? "" : Answer(console, given, option, question);
        answers = new SetupAnswers(
            new NewStaff(given["user-name"], given["email"], given["name"], StaffRoles.Administrator),
            given["integration"],
            given["origins"].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries),
            [.. Named(given)]);
        return true;
    }

    /// <summary>Null when all of it can be done.</summary>
    public Refusal? Objection =>
        StaffRules.Objection(Administrator)
        ?? (IntegrationName.Length == 0 ? null : IntegrationRules.NameObjection(IntegrationName) ?? IntegrationRules.OriginsObjection(Origins) ?? IntegrationRules.SystemsObjection(Systems));

    private static IEnumerable<IdentifierSystem> Named(Dictionary<string, string> given)
    {
        (string Option, IdentifierSystemKind Kind)[] kinds =
            [("patients", IdentifierSystemKind.Patient), ("related-persons", IdentifierSystemKind.RelatedPerson), ("practitioners", IdentifierSystemKind.Practitioner)];
        return kinds.Where(kind => given[kind.Option].Length > 0).Select(kind => new IdentifierSystem(given[kind.Option], kind.Kind));
    }

    private static string Answer(SetupConsole console, Dictionary<string, string> given, string option, string question) =>
        given.GetValueOrDefault(option)
        ?? Environment.GetEnvironmentVariable("PORTAL_SETUP_" + option.Replace('-', '_').ToUpperInvariant())
        ?? console.Ask(question);

    /// <summary><c>--name value</c> or <c>--name=value</c>.</summary>
    private static bool TryReadOptions(IReadOnlyList<string> arguments, out Dictionary<string, string> given, [NotNullWhen(false)] out string? wrong)
    {
        given = new(StringComparer.Ordinal);
        wrong = null;
        for (var index = 0; index < arguments.Count; index++)
        {
            var parts = arguments[index].Split('=', 2);
            var option = parts[0].TrimStart('-');
            if (!parts[0].StartsWith("--", StringComparison.Ordinal) || !Questions.Any(question => question.Option == option))
            {
                wrong = $"{parts[0]} is no option of setup; setup --help lists them.";
                return false;
            }

            given[option] = parts.Length == 2 ? parts[1] : index + 1 < arguments.Count ? arguments[++index] : "";
        }

        return true;
    }
}
