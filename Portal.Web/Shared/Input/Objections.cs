using System.Diagnostics.CodeAnalysis;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>
/// Everything that is wrong with one request, as JSON path and message, gathered so that a caller is told all of it at once. Reading methods
/// answer a harmless default where they object; what was read counts only when <see cref="Refusal"/> is null.
/// </summary>
internal sealed class Objections
{
    private readonly Dictionary<string, List<string>> found = new(StringComparer.Ordinal);

    public Refusal? Refusal =>
        found.Count == 0 ? null : new(RefusalKind.Validation, Errors: found.ToDictionary(one => one.Key, one => one.Value.ToArray(), StringComparer.Ordinal));

    public Outcome<T> Or<T>(T value) => Refusal is { } refusal ? refusal : value;

    public void Add(string path, string message)
    {
        if (!found.TryGetValue(path, out var messages)) found[path] = messages = [];
        messages.Add(message);
    }

    public bool Required([NotNullWhen(true)] object? value, string path)
    {
        if (value is null) Add(path, "is required");
        return value is not null;
    }

    /// <summary>Words of a person: what may stand is taken to the letter.</summary>
    public ClinicalText Words(string? text, string path, int limit) => new(Text(text, path, limit));

    /// <summary>Text by the rules for messages, of at most <paramref name="limit"/> UTF-16 code units.</summary>
    public string Text(string? text, string path, int limit)
    {
        if (!Required(text, path)) return "";
        if (TextRules.Objection(text, limit) is { } objection) Add(path, objection);
        return text;
    }

    public TId Id<TId>(string? text, string path) where TId : struct, IId<TId>
    {
        if (!Required(text, path)) return default;
        if (!Domain.Shared.Id.TryParse<TId>(text, out var id)) Add(path, "must be a UUID");
        return id;
    }

    /// <summary>The place of an event: from 1, below 2^53.</summary>
    public Sequence Sequence(long? value, string path)
    {
        if (!Required(value, path)) return default;
        if (value is < 1 or >= Domain.Shared.Sequence.Limit) Add(path, "must be a sequence: an integer from 1, below 2^53");
        return new(value.GetValueOrDefault());
    }

    public T Word<T>(string? text, string path, Words<T> words) where T : struct, Enum
    {
        if (!Required(text, path)) return default;
        if (words.TryRead(text, out var value)) return value;
        Add(path, words.Expectation);
        return default;
    }
}
