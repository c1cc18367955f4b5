using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Testing.People;
using Portal.Testing.Time;
using Portal.Web.Identity;
using Portal.Web.Shared.Circuits;
using Xunit;

namespace Portal.Web.Tests.Identity;

/// <summary>What is taken away on one node leaves the circuits of another, over the real database; five seconds are all the clock is given.</summary>
public sealed class CircuitRevocationTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Trait("ASVS", "7.4.2")]
    [Fact]
    public async Task A_suspended_persons_circuit_is_nobodys_within_five_seconds() => await Loses(
        StaffRoles.Practitioner,
        async (elsewhere, administrator, person) => (await elsewhere.GetRequiredService<IStaff>().Suspend(administrator, person.PersonId, None)).IsOk);

    [Fact]
    public async Task A_circuit_goes_with_the_sessions_that_an_administrator_ends() => await Loses(
        StaffRoles.Coordinator,
        async (elsewhere, administrator, person) => (await elsewhere.GetRequiredService<IStaffSessions>().EndAll(administrator, person.PersonId, None)).IsOk);

    [Fact]
    public async Task A_circuit_goes_with_a_role() => await Loses(
        StaffRoles.Practitioner | StaffRoles.Supervisor,
        async (elsewhere, administrator, person) => (await elsewhere.GetRequiredService<IStaff>().ChangeRoles(administrator, person.PersonId, StaffRoles.Practitioner, None)).IsOk);

    [Fact]
    public async Task A_circuit_of_somebody_else_stays()
    {
        var (administrator, person, other) = (await fixture.World.Actor(StaffRoles.Administrator), await fixture.World.Actor(StaffRoles.Practitioner), await fixture.World.Actor(StaffRoles.Practitioner));
        using var circuit = Circuit(other);
        Assert.True((await fixture.Get<IStaff>().Suspend(administrator, person.PersonId, None)).IsOk);
        var seen = fixture.Get<IAccessChanges>().Version;
        for (var second = 0; second < 5; second++) fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await Until.True(() => fixture.Get<IAccessChanges>().Version > seen);
        Assert.True(IsSignedIn(circuit));
    }

    private async Task Loses(StaffRoles roles, Func<IServiceProvider, Actor, Actor, Task<bool>> take)
    {
        var (administrator, person) = (await fixture.World.Actor(StaffRoles.Administrator), await fixture.World.Actor(roles));
        using var circuit = Circuit(person);
        await Until.True(() => IsSignedIn(circuit));

        // The other node tells nobody but the database.
        await using var elsewhere = fixture.Node();
        Assert.True(await take(elsewhere, administrator, person));
        for (var second = 0; second < 5; second++) fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await Until.True(() => !IsSignedIn(circuit));
    }

    private CircuitAuthentication Circuit(Actor person)
    {
        var circuit = new CircuitAuthentication(NullLoggerFactory.Instance, new ActorAccessor(fixture.Get<ICredentials>()), fixture.Get<IAccessChanges>(), fixture.Clock);
        circuit.SetAuthenticationState(Task.FromResult(new AuthenticationState(new Credential.StaffSession(person.Session!.Value).Principal(PortalSchemes.Staff))));
        _ = Task.Run(circuit.Watch);
        return circuit;
    }

    private static bool IsSignedIn(AuthenticationStateProvider authentication) =>
        authentication.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true, Result.User.Identity.IsAuthenticated: true };
}
