using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class DatabaseCheckTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task Both_databases_answer()
    {
        await using var services = TestServices.Build(database);
        var checks = services.GetServices<IDependencyCheck>().ToList();
        Assert.Equal(["database", "keys"], checks.Select(check => check.Name));
        foreach (var check in checks) await check.Check(CancellationToken.None);
    }

    [Fact]
    public async Task One_that_is_not_there_throws()
    {
        var elsewhere = database.Settings.ToDictionary(setting => setting.Key, setting => setting.Value?.Replace("Database=test_", "Database=gone_", StringComparison.Ordinal));
        await using var services = TestServices.Build(elsewhere, new Dictionary<string, string?>());
        foreach (var check in services.GetServices<IDependencyCheck>()) await Assert.ThrowsAnyAsync<Exception>(() => check.Check(CancellationToken.None));
    }
}
