namespace Portal.Architecture.Tests;

/// <summary>A folder names its own ring and those below it, never one above.</summary>
internal enum Ring
{
    /// <summary>What everything stands on: it knows no feature.</summary>
    Foundation = 1,

    /// <summary>The care itself: it never names what carries it outside.</summary>
    Care = 2,

    /// <summary>What carries care outside: it reacts to care's events.</summary>
    Reach = 3,

    /// <summary>Where features are joined: it may name everything, and nothing but another root names it.</summary>
    Root = 4,
}

/// <summary>The one table of folders: a folder that is not here has no place in the house, and the tests say so.</summary>
internal static class Rings
{
    public static readonly IReadOnlyDictionary<string, Ring> OfFolder = new Dictionary<string, Ring>(StringComparer.Ordinal)
    {
        ["Shared"] = Ring.Foundation,
        ["Identity"] = Ring.Foundation,
        ["Audit"] = Ring.Foundation,
        ["State"] = Ring.Foundation, // the pattern of the live screens; it knows none of them
        ["Patients"] = Ring.Care,
        ["CareTeams"] = Ring.Care,
        ["Conversations"] = Ring.Care,
        ["WaitingRoom"] = Ring.Care,
        ["Visits"] = Ring.Care,
        ["Forms"] = Ring.Care,
        ["Summaries"] = Ring.Reach,
        ["Ehr"] = Ring.Reach,
        ["Notifications"] = Ring.Reach,
        ["Webhooks"] = Ring.Reach,
        ["Retention"] = Ring.Reach,
        ["Integrations"] = Ring.Reach,
        ["Demo"] = Ring.Root, // made-up people of every feature, in Development only
        ["Composition"] = Ring.Root, // joins ports to what stands behind them, and features to one shell
    };

    /// <summary>
    /// The one folder without a ring, in either direction: all SQL that is not EF Core's stands there, written for the folder that calls it, in words
    /// (rows, parameters) of that folder. It decides nothing, and every line of it has a caller in the folder whose words it uses.
    /// </summary>
    public const string SqlOfAll = "Portal.Infrastructure.Shared.Dialects";

    /// <summary>What stands in a project's own folder (Program, the list of AddX) is a root.</summary>
    public static Ring? Of(string @namespace) => @namespace.Split('.') switch
    {
        [""] => Ring.Root,
        ["Portal", "Domain" or "Infrastructure" or "Web"] => Ring.Root,
        ["Portal", "Domain" or "Infrastructure" or "Web", var folder, ..] => OfFolder.TryGetValue(folder, out var ring) ? ring : null,
        _ => null,
    };
}
