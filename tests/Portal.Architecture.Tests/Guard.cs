namespace Portal.Architecture.Tests;

internal static class Guard
{
    /// <summary>Fails with every violation, not only the first few.</summary>
    public static void Holds(IEnumerable<string> violations)
    {
        var all = violations.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count} violations:\n{string.Join('\n', all)}");
    }
}
