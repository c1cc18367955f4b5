using System.Globalization;
using Portal.Architecture.Tests.Reading;

namespace Portal.Architecture.Tests.Asvs;

/// <summary>One requirement of OWASP ASVS 5.0 by its number and level; <paramref name="Words"/> are ours, and say less than the standard does.</summary>
/// <param name="NotHere">Why there is nothing to verify; empty where there is.</param>
internal sealed record AsvsRequirement(string Id, int Level, string Words, string NotHere)
{
    public static IReadOnlyList<AsvsRequirement> All { get; } = [.. Repository.Read("tests/Portal.Architecture.Tests/Asvs/requirements.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read)];

    public string Chapter => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    private static AsvsRequirement Read(string line) => line.Split('|') switch
    {
        [var id, var level, var words, var notHere] => new(id, int.Parse(level, CultureInfo.InvariantCulture), words, notHere),
        _ => throw new FormatException($"Not a requirement: {line}"),
    };
}
