using Portal.Domain.Shared;

namespace Portal.Domain.CareTeams.Import;

/// <summary>What a file may be, and every no about one.</summary>
public static class ImportRules
{
    public const int MostBytes = 5 * 1024 * 1024;
    public const int MostLines = 5_000;

    public static readonly Refusal TooLarge = new(RefusalKind.TooLarge);

    /// <summary>Another encoding, or NUL in it, which UTF-16 without a mark looks like.</summary>
    public static readonly Refusal NotUtf8 = Refusal.Rule("not-utf-8");
    public static readonly Refusal TooManyLines = Refusal.Rule("too-many-lines");
    public static readonly Refusal Changed = Refusal.Rule("import-changed");
    public static readonly Refusal LinesWrong = Refusal.Rule("import-lines-wrong");

    public static readonly IReadOnlyList<string> Columns = ["userName", "email", "displayName", "roles", "careTeams", "from", "to"];
}
