namespace Portal.Domain.Shared;

/// <summary>One page of a list; <paramref name="Next"/> is opaque to callers and null on the last page.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page is asked for: 1 to <see cref="MaxLimit"/> items from an opaque cursor on.</summary>
public readonly record struct PageRequest(int Limit, string? Cursor = null)
{
    public const int MaxLimit = 200;
    public const int DefaultLimit = 50;

    public static readonly PageRequest First = new(DefaultLimit);
}
