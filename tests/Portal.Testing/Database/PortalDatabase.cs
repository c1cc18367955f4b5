using Xunit;

namespace Portal.Testing.Database;

/// <summary>
/// A pair of databases of one test class's own (<c>IClassFixture&lt;PortalDatabase&gt;</c>), cloned from the migrated template in a few
/// hundred milliseconds.
/// </summary>
public sealed class PortalDatabase : IAsyncLifetime
{
    private readonly string name = "test_" + Guid.CreateVersion7().ToString("N");

    /// <summary>Settings for a host or service provider: the four connection strings.</summary>
    public IReadOnlyDictionary<string, string?> Settings => TestCluster.Connections(name);

    /// <summary>A superuser's connection string to the content database: for tampering, dumping and looking.</summary>
    public string Superuser => TestCluster.Connection(name);

    public string KeyStoreSuperuser => TestCluster.Connection(name + "_keys");

    public async Task InitializeAsync()
    {
        await TestCluster.EnsureRoles();
        var template = await TestCluster.Template();
        await TestCluster.Execute("postgres", $"create database {name} template {template}");
        await TestCluster.Execute("postgres", $"create database {name}_keys template {template}_keys");
    }

    public async Task DisposeAsync()
    {
        Npgsql.NpgsqlConnection.ClearAllPools();
        await TestCluster.Execute("postgres", $"drop database if exists {name} with (force)");
        await TestCluster.Execute("postgres", $"drop database if exists {name}_keys with (force)");
    }
}
