using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Shared;

namespace Portal.Web.Tests.Fakes;

/// <summary>What stands behind the ports in tests of the edge: in memory, a few lines each, and no more rules than a test needs.</summary>
internal sealed class FakePorts
{
    public FakeCredentials Credentials { get; } = new();

    public List<FakeDependency> Dependencies { get; } = [];

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<ICredentials>(Credentials);
        foreach (var dependency in Dependencies) services.AddSingleton<IDependencyCheck>(dependency);
    }
}

/// <summary>A dependency that answers until a test says otherwise.</summary>
internal sealed class FakeDependency(string name) : IDependencyCheck
{
    public Func<Task> Answer { get; set; } = () => Task.CompletedTask;

    public int Asked { get; private set; }

    public string Name => name;

    public Task Check(CancellationToken cancel)
    {
        Asked++;
        return Answer();
    }
}
