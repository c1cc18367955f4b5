using Microsoft.EntityFrameworkCore;
using Portal.Infrastructure.Shared.Database;
using Xunit;

namespace Portal.Infrastructure.Tests.Shared;

public sealed class ModelTests
{
    /// <summary>A row that was changed without <c>scripts/migrations.sh</c> would be found by nobody who runs PostgreSQL only.</summary>
    [Fact]
    public void Migrations_of_both_providers_say_all_that_the_model_says()
    {
        DbContext[] contexts =
        [
            new PostgresPortalDesign().CreateDbContext([]),
            new PostgresKeyStoreDesign().CreateDbContext([]),
            new SqlServerPortalDesign().CreateDbContext([]),
            new SqlServerKeyStoreDesign().CreateDbContext([]),
        ];
        foreach (var context in contexts)
        {
            using (context) Assert.False(context.Database.HasPendingModelChanges(), context.GetType().Name);
        }
    }
}
