using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

/// <summary>
/// Holds <c>docs/phi-map.md</c> to the model: whoever adds a column that could hold what a patient said has to say what it holds and how it is kept.
/// </summary>
public sealed class PhiMapTests
{
    private static readonly string[] Kinds = ["clinical", "identity", "mark", "staff", "secret", "code"];

    private static readonly IReadOnlyDictionary<string, MapLine> Map = Lines().ToDictionary(line => line.Column);

    public static TheoryData<string> Models => ["postgres", "sqlserver"];

    [Trait("ASVS", "14.1.1")]
    [Trait("ASVS", "14.1.2")]
    [Theory]
    [MemberData(nameof(Models))]
    public void Every_column_of_text_or_bytes_is_in_the_map_and_the_map_names_no_other(string provider)
    {
        var columns = Columns(provider).Select(column => column.Name).Order(StringComparer.Ordinal);
        Assert.Equal(columns, Map.Keys.Order(StringComparer.Ordinal));
    }

    [Trait("ASVS", "14.2.4")]
    [Trait("ASVS", "11.3.2")]
    [Theory]
    [MemberData(nameof(Models))]
    public void What_is_clinical_or_says_who_a_patient_is_is_kept_as_sealed_bytes(string provider)
    {
        var patients = Columns(provider).Where(column => Map[column.Name].Kind is "clinical" or "identity").ToList();
        Assert.NotEmpty(patients);
        Assert.All(patients, column => Assert.Equal((column.Name, typeof(byte[]), true), (column.Name, column.Type, Map[column.Name].Kept.StartsWith("sealed, ", StringComparison.Ordinal))));
        Assert.All(Map.Values.Where(line => line.Kind == "mark"), line => Assert.StartsWith("HMAC, ", line.Kept, StringComparison.Ordinal));
        Assert.All(Map.Values.Where(line => line.Kept.StartsWith("sealed", StringComparison.Ordinal)), line => Assert.Contains(line.Kind, (string[])["clinical", "identity", "secret"]));
    }

    private static IEnumerable<(string Name, Type Type)> Columns(string provider)
    {
        DbContext[] contexts = provider == "postgres"
            ? [new PostgresPortalDesign().CreateDbContext([]), new PostgresKeyStoreDesign().CreateDbContext([])]
            : [new SqlServerPortalDesign().CreateDbContext([]), new SqlServerKeyStoreDesign().CreateDbContext([])];
        foreach (var context in contexts)
        {
            using (context)
            {
                foreach (var table in context.Model.GetRelationalModel().Tables)
                    foreach (var column in table.Columns)
                    {
                        var type = column.ProviderClrType;
                        if (type == typeof(byte[]) || !type.IsValueType) yield return ($"{table.Name}.{column.Name}", type);
                    }
            }
        }
    }

    private static IEnumerable<MapLine> Lines()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) folder = folder.Parent!;
        return File.ReadLines(Path.Combine(folder.FullName, "docs", "phi-map.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is ["", _, _, _, _, ""] && Kinds.Contains(cells[2]))
            .Select(cells => new MapLine(cells[1], cells[2], cells[4]));
    }

    private sealed record MapLine(string Column, string Kind, string Kept);
}
