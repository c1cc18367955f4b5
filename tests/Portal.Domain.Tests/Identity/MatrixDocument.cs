using Portal.Domain.Identity;

namespace Portal.Domain.Tests.Identity;

/// <summary>One line of <c>docs/access-matrix.csv</c>, as words.</summary>
internal sealed record MatrixLine(string Action, IReadOnlyDictionary<string, string> Cells, string Scope, string Refusal, string Delegate)
{
    public IntegrationScopes Scopes => Scope.Split('|', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(IntegrationScopes.None, (all, word) => all | Enum.Parse<IntegrationScopes>(word));
}

/// <summary>The document itself. Plain commas: no cell of it may hold one.</summary>
internal static class MatrixDocument
{
    public static readonly string[] Columns = ["PT", "PX", "CI", "CO", "RN", "SU", "AD", "AU", "IN", "SY"];

    public static readonly IReadOnlyList<MatrixLine> Lines = Read();

    /// <summary>Reading and writing in a team conversation have lines of their own, which hold whatever a port calls the act.</summary>
    public static MatrixLine LineOf(string action, bool inTeamConversation = false)
    {
        var name = (inTeamConversation, action) switch
        {
            (true, "ReadMessages") => "ReadTeamConversation",
            (true, "SendMessage") => "WriteTeamConversation",
            _ => action,
        };
        return Lines.Single(line => line.Action == name);
    }

    private static List<MatrixLine> Read()
    {
        using var stream = typeof(MatrixDocument).Assembly.GetManifestResourceStream("access-matrix.csv")!;
        using var reader = new StreamReader(stream);
        Assert.Equal($"action,{string.Join(',', Columns)},scope,refusal,delegate", reader.ReadLine());
        var lines = new List<MatrixLine>();
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(',');
            Assert.Equal(Columns.Length + 4, words.Length);
            var cells = Columns.Zip(words.Skip(1)).ToDictionary(pair => pair.First, pair => pair.Second);
            lines.Add(new MatrixLine(words[0], cells, words[^3], words[^2], words[^1]));
        }

        return lines;
    }
}
