using System.Collections.Frozen;
using Portal.Domain.Identity.SignIn;

namespace Portal.Infrastructure.Identity.Passwords;

/// <summary>
/// The list beside this file: long passwords that are tried first, and the words that long ones are made of when people are asked for fifteen characters. Compared
/// folded.
/// </summary>
internal static class CommonPasswords
{
    private static readonly FrozenSet<string> Own = Read();

    public static bool Contains(string folded) => Own.Contains(folded);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(PasswordRules.Fold)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
