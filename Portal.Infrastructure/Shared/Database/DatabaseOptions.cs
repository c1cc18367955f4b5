using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Portal.Domain.Shared;

namespace Portal.Infrastructure.Shared.Database;

/// <summary>Section <c>Database</c>, and the connection strings <c>Portal</c>, <c>PortalKeys</c> and (for migrating) <c>PortalOwner</c>, <c>PortalKeysOwner</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary><c>Postgres</c> or <c>SqlServer</c>.</summary>
    [RegularExpression("^(Postgres|SqlServer)$")]
    public string Provider { get; set; } = "Postgres";

    /// <summary>How many posts may be under way or waiting in this process; more are refused as not ready.</summary>
    [Range(16, 100_000)]
    public int PostQueue { get; set; } = 2_000;

    /// <summary>
    /// Transactions that write posts side by side; one for two cores, eight at most. What comes while they are busy goes together, and the more goes
    /// together the less each costs: with more lanes the same posts only make smaller batches.
    /// </summary>
    [Range(1, 64)]
    public int PostLanes { get; set; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);

    internal DatabaseProvider Kind => Provider == "SqlServer" ? DatabaseProvider.SqlServer : DatabaseProvider.Postgres;

    /// <summary>The connection string of that name, or a sentence that says what to set.</summary>
    internal static string Connection(IConfiguration configuration, string name, string? fallback = null) =>
        configuration.GetConnectionString(name) is { Length: > 0 } text ? text
        : fallback is not null ? Connection(configuration, fallback)
        : throw new SetupException($"There is no connection string '{name}'. Set ConnectionStrings__{name}.");
}

