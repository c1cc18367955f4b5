using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Portal.Infrastructure.Shared.Dialects;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared.SqlServer;

/// <summary>No SQL Server is needed here: what it would be sent is generated and held by snapshots, so that no change of it goes unread.</summary>
public sealed partial class SqlServerTests
{
    /// <summary>Words with an underscore that are the server's own.</summary>
    private static readonly string[] OfTheServer = ["sp_getapplock"];

    [Fact]
    public async Task The_content_database_is_made_by_the_script_that_was_read()
    {
        await using var context = SqlServerStatements.Context();
        await Snapshot.Holds("portal.sql", Script(context));
    }

    [Fact]
    public async Task The_key_store_is_made_by_the_script_that_was_read()
    {
        await using var context = SqlServerStatements.KeyStore();
        await Snapshot.Holds("portal-keys.sql", Script(context));
    }

    [Fact]
    public async Task Every_statement_of_the_dialect_is_the_one_that_was_read()
    {
        var statements = await SqlServerStatements.All();
        await Snapshot.Holds("statements.sql", string.Join("\n\n", statements.Select(statement => $"-- {statement.Method}\n{statement.Text}")));
    }

    [Fact]
    public async Task No_method_of_the_dialect_is_left_out()
    {
        string[] withoutStatement = [nameof(ISqlDialect.Relay), nameof(ISqlDialect.KeepPlans), nameof(ISqlDialect.Commit)];
        var methods = typeof(ISqlDialect).GetMethods().Select(method => method.Name).Distinct(StringComparer.Ordinal).Except(withoutStatement, StringComparer.Ordinal);
        var statements = await SqlServerStatements.All();
        Assert.Equal(methods.Order(StringComparer.Ordinal), statements.Select(statement => statement.Method).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>Hand-written SQL does not follow when a table or column is renamed. Its parentheses and quotes close, too.</summary>
    [Trait("ASVS", "1.2.4")]
    [Fact]
    public async Task Statements_name_only_tables_and_columns_of_the_model()
    {
        await using var context = SqlServerStatements.Context();
        var model = context.Model.GetRelationalModel();
        var known = model.Tables.Select(table => table.Name).Concat(model.Tables.SelectMany(table => table.Columns).Select(column => column.Name)).Concat(OfTheServer).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("audit_event_id", known);
        foreach (var (method, text) in await SqlServerStatements.All())
        {
            var bare = Literals().Replace(text, "");
            Assert.DoesNotContain("'", bare, StringComparison.Ordinal);
            Assert.Equal(bare.Count(letter => letter == '('), bare.Count(letter => letter == ')'));
            var own = Declared().Matches(bare).Select(match => match.Groups["name"].Value);
            var unknown = Names().Matches(bare).Select(match => match.Value).Except(known.Concat(own), StringComparer.Ordinal);
            Assert.True(!unknown.Any(), $"{method} names {string.Join(", ", unknown)}");
        }
    }

    private static string Script(DbContext context) => context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

    [GeneratedRegex("'(?:[^']|'')*'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literals();

    [GeneratedRegex(@"(?<![@\w])[a-z]+(?:_[a-z]+)+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    /// <summary>A column that OPENJSON is told to make.</summary>
    [GeneratedRegex(@"(?<name>[a-z]+(?:_[a-z]+)+) (?:uniqueidentifier|bigint|int|smallint|datetimeoffset|nvarchar|varbinary)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declared();
}
