using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Domain.Shared;
using Portal.Infrastructure;

namespace Portal.Testing.Database;

/// <summary>
/// The cluster that tests run against, by <c>PORTAL_TEST_ADMIN</c> (a superuser's connection string: <c>scripts/postgres.sh env --admin</c> prints it).
/// One migrated pair of template databases a build of the model; each test class gets a clone of the pair, dropped at its end.
/// </summary>
public static class TestCluster
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static string? template;

    public static string Admin =>
        Environment.GetEnvironmentVariable("PORTAL_TEST_ADMIN")
        ?? throw new InvalidOperationException("PORTAL_TEST_ADMIN is not set. Run ./test.sh, or: eval \"$(scripts/postgres.sh env --admin)\"");

    /// <summary>The name of the migrated template; the key store's has <c>_keys</c> behind it.</summary>
    internal static async Task<string> Template()
    {
        await Gate.WaitAsync();
        try
        {
            return template ??= await MakeTemplate();
        }
        finally
        {
            Gate.Release();
        }
    }

    internal static string Connection(string database, string? user = null, string? password = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(Admin) { Database = database, MaxPoolSize = 20, Pooling = true };
        if (user is not null) builder.Username = user;
        if (password is not null) builder.Password = password;
        return builder.ConnectionString;
    }

    internal static async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<bool> Exists(string database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = $1 and datistemplate)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = database });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Test processes run side by side: an advisory lock on the cluster lets one of them make the template and the others find it.</summary>
    private static async Task<string> MakeTemplate()
    {
        var name = "template_" + ModelHash();
        await using var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Admin) { Database = "postgres", Pooling = false }.ConnectionString);
        await holder.OpenAsync();
        await using (var wait = new NpgsqlCommand("select pg_advisory_lock(20261121)", holder) { CommandTimeout = 300 }) await wait.ExecuteNonQueryAsync();
        if (await Exists(name) && await Exists(name + "_keys")) return name;
        foreach (var database in (string[])[name, name + "_keys"])
        {
            await Execute("postgres", $"drop database if exists {database}");
            await Execute("postgres", $"create database {database}");
        }

        await using (var services = TestServices.Build(Connections(name), new Dictionary<string, string?>()))
            await services.GetRequiredService<IDatabaseUpkeep>().Migrate(CancellationToken.None);
        NpgsqlConnection.ClearAllPools();
        foreach (var database in (string[])[name, name + "_keys"]) await Execute("postgres", $"alter database {database} is_template true");
        return name;
    }

    /// <summary>Runtime roles as in production, so that every test also shows that the runtime's rights are enough.</summary>
    internal static Dictionary<string, string?> Connections(string database) => new()
    {
        ["ConnectionStrings:Portal"] = Connection(database, "test_runtime", "test"),
        ["ConnectionStrings:PortalOwner"] = Connection(database),
        ["ConnectionStrings:PortalKeys"] = Connection(database + "_keys", "test_keys_runtime", "test"),
        ["ConnectionStrings:PortalKeysOwner"] = Connection(database + "_keys"),
    };

    internal static async Task EnsureRoles()
    {
        foreach (var role in (string[])["test_runtime", "test_keys_runtime"])
            await Execute("postgres", $"do $$ begin create role {role} login password 'test'; exception when duplicate_object or unique_violation then null; end $$");
    }

    private static string ModelHash()
    {
        var module = typeof(PortalInfrastructure).Module.ModuleVersionId.ToString("N");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(module)))[..16];
    }
}
