using System.Text.RegularExpressions;
using Portal.Domain.Shared;

namespace Portal.Domain.Identity.Staff;

/// <summary>What may be done to a member of staff, on plain values.</summary>
public static partial class StaffRules
{
    /// <summary>A request that nobody approved in this time is over.</summary>
    public static readonly TimeSpan RequestLife = TimeSpan.FromDays(7);

    /// <summary>Roles that open the whole organisation: one person alone never gives them.</summary>
    public const StaffRoles NeedSecondPerson = StaffRoles.Administrator | StaffRoles.Auditor;

    public const StaffRoles All = StaffRoles.Practitioner | StaffRoles.Coordinator | StaffRoles.Supervisor | StaffRoles.Administrator | StaffRoles.Auditor;

    private const int EmailLimit = 200;
    private const int ExternalIdLimit = 200;
    private const int UserNameLimit = 100;

    /// <summary>What of the wanted roles holds at once and what waits for a second person.</summary>
    public static (StaffRoles Now, StaffRoles Requested) Split(StaffRoles current, StaffRoles wanted)
    {
        var waits = wanted & ~current & NeedSecondPerson;
        return (wanted & ~waits, waits);
    }

    /// <summary>
    /// Null when the roles may be set. <paramref name="otherAdministrators"/> counts the active ones beside this person; with <paramref name="mayBeNone"/> no
    /// role at all is an answer as well.
    /// </summary>
    public static Refusal? ObjectionToRoles(StaffRoles current, StaffRoles wanted, int otherAdministrators, bool mayBeNone = false)
    {
        if (!Are(wanted, mayBeNone)) return Refusal.Invalid("roles", "must be one or more known roles");
        return Loses(current, wanted) && otherAdministrators == 0 ? StaffRefusals.LastAdministrator : null;
    }

    public static Refusal? ObjectionToSuspension(StaffRoles current, int otherAdministrators) =>
        Loses(current, StaffRoles.None) && otherAdministrators == 0 ? StaffRefusals.LastAdministrator : null;

    /// <summary>Null when the account may be made; the paths are those of <see cref="NewStaff"/>.</summary>
    public static Refusal? Objection(NewStaff person, bool mayHaveNoRole = false)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);

        // Another's mail address as a user name would answer where that person signs in by it.
        var isOwnAddress = string.Equals(person.UserName, person.Email, StringComparison.OrdinalIgnoreCase);
        if (person.UserName.Length > UserNameLimit || !(isOwnAddress || UserName.IsMatch(person.UserName)))
            errors["userName"] = ["must be small letters, digits, dots, hyphens and underscores, or the own mail address"];
        if (person.Email.Length > EmailLimit || !Email.IsMatch(person.Email)) errors["email"] = ["must be a mail address"];
        if (TextRules.Objection(person.DisplayName, TextRules.NameLimit) is { } objection) errors["displayName"] = [objection];
        if (person.ExternalId is { } id && TextRules.Objection(id, ExternalIdLimit) is { } wrong) errors["externalId"] = [wrong];
        if (!Are(person.Roles, mayHaveNoRole)) errors["roles"] = ["must be one or more known roles"];
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Validation, Errors: errors);
    }

    private static bool Are(StaffRoles roles, bool mayBeNone) => (roles & ~All) == StaffRoles.None && (mayBeNone || roles != StaffRoles.None);

    private static bool Loses(StaffRoles current, StaffRoles wanted) =>
        (current & StaffRoles.Administrator) != StaffRoles.None && (wanted & StaffRoles.Administrator) == StaffRoles.None;

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UserName { get; }

    /// <summary>One @ with something that looks like a host behind it; whether it exists, the mail will show.</summary>
    [GeneratedRegex(@"^[^\s@<>()\[\],;:""\\\p{C}]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Email { get; }
}
