using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Testing.Database;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

/// <summary>By the host's default one failed background service stops the whole program: none may fail because the database went away.</summary>
public sealed class BackgroundWorkTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Trait("ASVS", "16.5.2")]
    [Fact]
    public async Task A_database_that_goes_away_ends_no_background_work_and_all_of_it_goes_on_when_it_is_back()
    {
        using var log = new Log();
        await using var services = TestServices.Build(
            database.Settings,
            new Dictionary<string, string?> { ["Outbox:Delivers"] = "true", ["Audit:CheckpointEvery"] = "00:00:01" },
            more => more.AddLogging(logging => logging.AddProvider(log)));
        await using var running = await TestServices.Start(services);
        var work = services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        Assert.True(work.Count >= 9, $"{work.Count} are seen");
        await Sealed(services);

        await Connections(allowed: false);
        await Until.True(() => log.Failed.Count >= 4);
        Assert.All(work, one => Assert.False(one.ExecuteTask!.IsCompleted, one.GetType().Name));

        await Connections(allowed: true);
        await Sealed(services);
        Assert.All(work, one => Assert.False(one.ExecuteTask!.IsCompleted, one.GetType().Name));
    }

    /// <summary>An act is recorded, and the leader seals all there is.</summary>
    private async Task Sealed(IServiceProvider services)
    {
        await Until.True(async () =>
        {
            try
            {
                await services.GetRequiredService<IAuditTrail>().Record(new AuditEntry(Actor.System, AuditAction.AuditViewed) { Code = "test" }, CancellationToken.None);
                return true;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
            {
                return false;
            }
        });
        await Until.True(async () => await database.Scalar<long>("select count(*) from audit_events where not exists (select from audit_links where audit_event_id = id)") == 0);
    }

    /// <summary>Nobody gets into the database any more, and who is in is thrown out; or all may come again.</summary>
    private async Task Connections(bool allowed)
    {
        var builder = new NpgsqlConnectionStringBuilder(database.Superuser) { Pooling = false };
        var name = builder.Database!;
        builder.Database = "postgres";
        await using var source = NpgsqlDataSource.Create(builder.ConnectionString);
        await using var alter = source.CreateCommand($"alter database {name} with allow_connections {(allowed ? "true" : "false")}");
        await alter.ExecuteNonQueryAsync();
        if (allowed)
        {
            // Those of the test's own that were thrown out.
            await using var own = new NpgsqlConnection(database.Superuser);
            NpgsqlConnection.ClearPool(own);
            return;
        }

        await using var end = source.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1");
        end.Parameters.Add(new NpgsqlParameter { Value = name });
        await end.ExecuteNonQueryAsync();
    }

    /// <summary>Which of the portal's loops have said that a round failed.</summary>
    private sealed class Log : ILoggerProvider
    {
        public ConcurrentDictionary<string, int> Failed { get; } = new(StringComparer.Ordinal);

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Category(Log log, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel) && name.StartsWith("Portal.", StringComparison.Ordinal)) log.Failed.AddOrUpdate(name, 1, (_, times) => times + 1);
            }
        }
    }
}
