using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Domain.Identity;
using Portal.Testing.Care;
using Portal.Testing.Database;
using Portal.Web.Identity;
using Xunit;

namespace Portal.Web.Tests.Rights;

/// <summary>The walks share one portal and one world, one after the other.</summary>
[CollectionDefinition(AccessHost.Walks)]
public sealed class AccessWalks : ICollectionFixture<AccessHost>;

/// <summary>One running portal with one of each kind of person, signed in, for every walk over what it serves.</summary>
public sealed class AccessHost : IAsyncLifetime
{
    public const string Walks = "Walks over everything that is served";

    private readonly PortalDatabase database = new();
    private LiveHost? live;
    private HostWorld? world;
    private HttpClient? http;
    private Lazy<Task<IReadOnlyList<RouteAnswer>>>? answers;

    internal RoleWorld Roles { get; private set; } = null!;

    internal RouteWalk Walk { get; private set; } = null!;

    internal IReadOnlyList<Endpoint> Endpoints { get; private set; } = [];

    internal IReadOnlyList<WalkedRoute> Routes { get; private set; } = [];

    /// <summary>Of every route, walked once.</summary>
    internal Task<IReadOnlyList<RouteAnswer>> Answers => answers!.Value;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        live = new LiveHost(database);
        world = new HostWorld(live.Services);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = live.Address };
        (Roles, Walk) = await Make();
        Endpoints = [.. live.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)];
        Routes = [.. WalkedRoute.Of(Endpoints).Where(route => !RouteRules.OfTheFramework(route))];
        answers = new(WalkAll);
    }

    /// <summary>As if the portal took everybody for that one.</summary>
    internal RouteWalk WalkAsOne(string name) => new(Roles, world!, http!, _ => CredentialOf(Roles.Of(name)));

    internal HubWalk Hubs => new(Roles, live!.Address, CredentialOf);

    internal HubWalk HubsAsOne(string name) => new(Roles, live!.Address, _ => CredentialOf(Roles.Of(name)));

    /// <summary>A page as a browser asks for it.</summary>
    internal async Task<WireAnswer> Page(string path, WireCredential credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        credential.Stand(request);
        using var response = await http!.SendAsync(request);
        return await WireAnswer.Of(response);
    }

    internal WireCredential CredentialOf(Role role) => role.Bearer is null ? new(Bearer: null, Cookie(live!, role.Actor)) : new(role.Bearer, Cookie: null);

    /// <summary>The cookie of a session at the portal, as the sign-in would have set it.</summary>
    internal static string Cookie(LiveHost host, Actor staff)
    {
        var options = host.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(PortalSchemes.Staff);
        var properties = new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddHours(12) };
        var ticket = new AuthenticationTicket(new Credential.StaffSession(staff.Session!.Value).Principal(PortalSchemes.Staff), properties, PortalSchemes.Staff);
        return $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}";
    }

    public async Task DisposeAsync()
    {
        http?.Dispose();
        if (live is not null) await live.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<(RoleWorld Roles, RouteWalk Walk)> Make()
    {
        var roles = await RoleWorld.Make(world!);
        foreach (var staff in roles.Roles.Where(role => role.Actor.IsStaff && role.Bearer is null)) await world!.Care.SignIn(staff.Actor);
        return (roles, new RouteWalk(roles, world!, http!, CredentialOf));
    }

    /// <summary>What ends its caller is walked by people of its own.</summary>
    private async Task<IReadOnlyList<RouteAnswer>> WalkAll()
    {
        var ending = Routes.ToLookup(route => RouteRules.EndTheirCaller.Contains(route.Name));
        var all = await Walk.Walk([.. ending[false]]);
        var (_, last) = await Make();
        return [.. all, .. await last.Walk([.. ending[true]])];
    }
}
