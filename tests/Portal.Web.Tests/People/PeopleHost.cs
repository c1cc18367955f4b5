using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Integrations;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Testing.Running;
using Xunit;

namespace Portal.Web.Tests.People;

/// <summary>A running portal with a hospital's directory that manages its people. One for all tests of it.</summary>
public sealed class PeopleHost : IAsyncLifetime
{
    private readonly PortalDatabase database = new();
    private LiveHost? host;

    public LiveHost Host => host!;

    /// <summary>With the scope <c>people:manage</c> and no other.</summary>
    public string Key { get; private set; } = "";

    /// <summary>With every scope but that.</summary>
    public string OtherKey { get; private set; } = "";

    public RestClient Directory { get; private set; } = null!;

    public RestClient Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        host = new LiveHost(database);
        var integrations = host.Services.GetRequiredService<IIntegrations>();
        var administrator = await new CareWorld(host.Services).Staff(StaffRoles.Administrator);
        var id = (await integrations.Create(administrator, "Directory", default)).Value.Id;
        Key = (await integrations.CreateKey(administrator, id, IntegrationScopes.PeopleManage, default)).Value.Secret;
        OtherKey = (await integrations.CreateKey(administrator, id, HostWorld.AllScopes & ~IntegrationScopes.PeopleManage, default)).Value.Secret;
        Directory = new RestClient(() => host.Address, Key);
        Other = new RestClient(() => host.Address, OtherKey);
    }

    public async Task DisposeAsync()
    {
        Directory?.Dispose();
        Other?.Dispose();
        if (host is not null) await host.DisposeAsync();
        await database.DisposeAsync();
    }
}

/// <summary>Tests over one <see cref="PeopleHost"/>.</summary>
[CollectionDefinition(Name)]
public sealed class PeopleHosted : ICollectionFixture<PeopleHost>
{
    public const string Name = "People";
}
