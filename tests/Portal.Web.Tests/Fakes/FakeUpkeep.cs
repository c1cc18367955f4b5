using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>Databases that are always as they should be.</summary>
internal sealed class FakeUpkeep : IDatabaseUpkeep
{
    public Task Migrate(CancellationToken cancel) => Task.CompletedTask;

    public Task<string?> Objection(CancellationToken cancel) => Task.FromResult<string?>(null);
}
