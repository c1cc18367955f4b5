using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Web.Tests.Interleavings;

/// <summary>Two nodes over one pair of databases, and a hospital that signs people in at the first.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private LiveHost[] nodes = [];
    private HospitalClient? hospital;

    public IReadOnlyList<LiveHost> Nodes => nodes;

    public HospitalClient Hospital => hospital!;

    public CareWorld World => new(nodes[0].Services);

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        nodes = [new LiveHost(database), new LiveHost(database)];
        hospital = await HospitalClient.Register(nodes[0].Services, () => nodes[0].Address);
    }

    public async Task DisposeAsync()
    {
        hospital?.Dispose();
        foreach (var node in nodes) await node.DisposeAsync();
        await database.DisposeAsync();
    }
}
