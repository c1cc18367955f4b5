using Portal.Domain.Shared;

namespace Portal.Web.Shared.Input;

/// <summary>One page of a list; <paramref name="Next"/> is the cursor of the page behind it, null on the last.</summary>
internal sealed record PageJson<T>(IReadOnlyList<T> Items, string? Next);

internal static class Pages
{
    public static PageJson<TJson> ToJson<T, TJson>(this Page<T> page, Func<T, TJson> json) => new([.. page.Items.Select(json)], page.Next);

    /// <summary>
    /// A page of a list that is short enough to be had whole: behind the item that the cursor names. A cursor that names none any more, or never
    /// did, is refused.
    /// </summary>
    public static Outcome<Page<T>> Slice<T>(IReadOnlyList<T> items, PageRequest request, Func<T, string> key)
    {
        var start = 0;
        if (request.Cursor is { } cursor)
        {
            start = 1 + items.Select(key).ToList().IndexOf(cursor);
            if (start == 0) return Refusal.Invalid("$.cursor", "must be the next of an earlier page");
        }

        var page = items.Skip(start).Take(request.Limit).ToList();
        return new Page<T>(page, start + page.Count < items.Count ? key(page[^1]) : null);
    }
}
