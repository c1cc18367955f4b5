using Portal.Domain.Integrations;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>One integration with one origin.</summary>
internal sealed class FakeHosts : IEmbedHosts
{
    public ValueTask<bool> IsRegistered(string origin, CancellationToken cancel) => ValueTask.FromResult(origin == Someone.HostOrigin);

    public ValueTask<IReadOnlyList<string>> OriginsOf(IntegrationId integration, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<string>>(integration == Someone.Integration ? [Someone.HostOrigin] : []);
}
