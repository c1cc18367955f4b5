using System.Text.RegularExpressions;
using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams;

/// <summary>What a care team may be called, and every no about care teams.</summary>
public static partial class CareTeamRules
{
    public static readonly Refusal IdentifierTaken = new(RefusalKind.Conflict, "identifier-taken");
    public static readonly Refusal ExternalIdTaken = new(RefusalKind.Conflict, "external-id-taken");
    public static readonly Refusal UnknownPerson = Refusal.Rule("unknown-person");
    public static readonly Refusal AlreadyMember = Refusal.Rule("already-member");

    /// <summary>Null when a care team may be made so.</summary>
    public static Refusal? Objection(NewCareTeam team)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (team.Identifier.Length > CareTeam.IdentifierLimit || !Identifier.IsMatch(team.Identifier)) errors["identifier"] = ["must be letters, digits, dots, hyphens, underscores and colons"];
        if (TextRules.Objection(team.Name, CareTeam.NameLimit) is { } objection) errors["name"] = [objection];
        if (team.ExternalId is { } id && TextRules.Objection(id, CareTeam.ExternalIdLimit) is { } wrong) errors["externalId"] = [wrong];
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Validation, Errors: errors);
    }

    /// <summary>Hosts write it in their code and addresses.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier { get; }
}
