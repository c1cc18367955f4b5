namespace Portal.Web.Summaries.Editing;

internal enum DifferenceKind
{
    Same,
    Removed,
    Added,
}

/// <summary>A run of words, with the white space between them as it was written.</summary>
internal readonly record struct DifferencePart(DifferenceKind Kind, string Text);

/// <summary>
/// What was taken out of a text and put into it, word by word. The parts that are not <see cref="DifferenceKind.Added"/> are the text before, those that are
/// not <see cref="DifferenceKind.Removed"/> the text after, to the letter.
/// </summary>
internal static class WordDifference
{
    /// <summary>Pairs of words that are compared at most; beyond, what lies between the common beginning and end counts as wholly replaced.</summary>
    private const long MostPairs = 4_000_000;

    public static IReadOnlyList<DifferencePart> Of(string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start]) start++;
        var end = 0;
        while (end < old.Count - start && end < now.Count - start && old[^(end + 1)] == now[^(end + 1)]) end++;

        var parts = new Parts();
        parts.Add(DifferenceKind.Same, old.Take(start));
        Between(old.GetRange(start, old.Count - start - end), now.GetRange(start, now.Count - start - end), parts);
        parts.Add(DifferenceKind.Same, old.TakeLast(end));
        return parts.Joined();
    }

    /// <summary>By the longest common subsequence; what goes stands before what comes.</summary>
    private static void Between(List<string> old, List<string> now, Parts parts)
    {
        if ((long)old.Count * now.Count > MostPairs)
        {
            parts.Add(DifferenceKind.Removed, old);
            parts.Add(DifferenceKind.Added, now);
            return;
        }

        // common[i, j]: how many words the rests from i and from j on have in common.
        var common = new int[old.Count + 1, now.Count + 1];
        for (var i = old.Count - 1; i >= 0; i--)
            for (var j = now.Count - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);

        for (int i = 0, j = 0; i < old.Count || j < now.Count;)
        {
            if (i < old.Count && j < now.Count && old[i] == now[j])
            {
                parts.Add(DifferenceKind.Same, [old[i++]]);
                j++;
            }
            else if (i < old.Count && (j == now.Count || common[i + 1, j] >= common[i, j + 1]))
            {
                parts.Add(DifferenceKind.Removed, [old[i++]]);
            }
            else
            {
                parts.Add(DifferenceKind.Added, [now[j++]]);
            }
        }
    }

    /// <summary>Each word, and each stretch of white space, is one.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var from = at;
            var isSpace = char.IsWhiteSpace(text[at]);
            while (at < text.Length && char.IsWhiteSpace(text[at]) == isSpace) at++;
            words.Add(text[from..at]);
        }

        return words;
    }

    private sealed class Parts
    {
        private readonly List<(DifferenceKind Kind, List<string> Words)> runs = [];

        public void Add(DifferenceKind kind, IEnumerable<string> words)
        {
            foreach (var word in words)
            {
                if (runs.Count == 0 || runs[^1].Kind != kind) runs.Add((kind, []));
                runs[^1].Words.Add(word);
            }
        }

        public List<DifferencePart> Joined() => runs.ConvertAll(run => new DifferencePart(run.Kind, string.Concat(run.Words)));
    }
}
