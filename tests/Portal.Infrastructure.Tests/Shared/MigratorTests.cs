using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Shared;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class MigratorTests(PortalDatabase database) : IClassFixture<PortalDatabase>
{
    [Fact]
    public async Task A_migrated_pair_of_databases_raises_no_objection()
    {
        await using var services = TestServices.Build(database);
        Assert.Null(await services.GetRequiredService<IDatabaseUpkeep>().Objection(CancellationToken.None));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await using var services = TestServices.Build(database);
        await services.GetRequiredService<IDatabaseUpkeep>().Migrate(CancellationToken.None);
        Assert.Null(await services.GetRequiredService<IDatabaseUpkeep>().Objection(CancellationToken.None));
    }
}
