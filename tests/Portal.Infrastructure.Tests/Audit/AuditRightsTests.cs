using Npgsql;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Audit;

public sealed class AuditRightsTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    private static readonly (string Table, string Column)[] WrittenOnce =
        [("audit_events", "at"), ("audit_links", "hash"), ("audit_checkpoints", "hash"), ("conversation_events", "at"), ("visit_moments", "at"), ("summary_versions", "signed_at")];

    public static TheoryData<string> Attempts
    {
        get
        {
            var attempts = new TheoryData<string>();
            foreach (var (table, column) in WrittenOnce)
            {
                attempts.Add($"update {table} set {column} = {column}");
                attempts.Add($"delete from {table}");
                attempts.Add($"truncate {table}");
                attempts.Add($"alter table {table} disable trigger all");
                attempts.Add($"drop table {table}");
                attempts.Add($"grant update on {table} to current_user");
            }

            return attempts;
        }
    }

    [Fact]
    public void Every_table_that_only_grows_is_tried() => Assert.Equal(WrittenOnce.Select(one => one.Table), Migrator.AppendOnly);

    [Trait("ASVS", "16.4.2")]
    [Trait("ASVS", "13.2.2")]
    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task The_running_program_cannot_change_or_remove_what_is_written_once(string sql)
    {
        await using var connection = new NpgsqlConnection(database.Settings["ConnectionStrings:Portal"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (sql.StartsWith("grant", StringComparison.Ordinal))
        {
            // PostgreSQL only warns where nothing can be granted.
            await command.ExecuteNonQueryAsync();
            Assert.False(await database.Scalar<bool>($"select has_table_privilege('test_runtime', '{sql.Split(' ')[3]}', 'update')"));
            return;
        }

        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }
}
