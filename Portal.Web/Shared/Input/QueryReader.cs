using System.Globalization;
using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>Reads query parameters; an absent one is null, an empty one is as wrong as any other value that is none.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public static readonly IReadOnlyList<QueryParameter> Paging =
    [
        new("limit", "How many at most, 1 to 200; 50 where it is left out.", "integer"),
        new("cursor", "The `next` of the page before."),
    ];

    public Objections Objections { get; } = new();

    public string? Text(string name) => query.TryGetValue(name, out var values) ? values[0] ?? "" : null;

    public PageRequest Page()
    {
        var cursor = Text("cursor");
        if (cursor is { Length: 0 or > 500 }) Objections.Add("$.cursor", "must be the next of an earlier page");
        return new(Limit(), cursor);
    }

    public int Limit() => (int)(Number("limit", 1, PageRequest.MaxLimit) ?? PageRequest.DefaultLimit);

    /// <summary>A sequence; <paramref name="lowest"/> is 0 where "before the first" makes sense.</summary>
    public Sequence? Sequence(string name, long lowest) => Number(name, lowest, Domain.Shared.Sequence.Limit - 1) is { } value ? new Sequence(value) : null;

    public T? Word<T>(string name, Words<T> words) where T : struct, Enum => Text(name) is { } text ? Objections.Word(text, $"$.{name}", words) : null;

    private long? Number(string name, long lowest, long highest)
    {
        if (Text(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest) return value;
        Objections.Add($"$.{name}", $"must be an integer from {lowest.ToString(CultureInfo.InvariantCulture)} to {highest.ToString(CultureInfo.InvariantCulture)}");
        return null;
    }
}

/// <summary>Where an endpoint reads nothing of the query but the page.</summary>
internal sealed record PageQuery(PageRequest Page) : IQuery<PageQuery>
{
    public static IReadOnlyList<QueryParameter> Parameters => QueryReader.Paging;

    public static PageQuery Read(QueryReader query) => new(query.Page());
}
