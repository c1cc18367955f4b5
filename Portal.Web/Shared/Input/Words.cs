namespace Portal.Web.Shared.Input;

/// <summary>The words alone, whatever they stand for.</summary>
internal interface IWords
{
    IReadOnlyCollection<string> All { get; }
}

/// <summary>The words of the public contract for the values of an enumeration, both ways; compared to the letter.</summary>
internal sealed class Words<T> : IWords where T : struct, Enum
{
    private readonly Dictionary<string, T> values;
    private readonly Dictionary<T, string> words;

    public Words(Dictionary<T, string> words)
    {
        this.words = words;
        values = words.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
        Expectation = $"must be one of {string.Join(", ", values.Keys)}";
    }

    /// <summary>What to tell a caller whose word is not one of these.</summary>
    public string Expectation { get; }

    public IReadOnlyCollection<string> All => values.Keys;

    public bool TryRead(string text, out T value) => values.TryGetValue(text, out value);

    public string Of(T value) => words[value];
}
