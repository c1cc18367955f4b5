using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Components.Tests.Fakes;
using Portal.Components.Tests.Shared;
using Portal.Domain.Conversations;
using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Testing.Time;
using Portal.Web.Conversations;
using Portal.Web.Identity;
using Portal.Web.Shared.Circuits;
using Xunit;

namespace Portal.Components.Tests.Circuits;

public sealed class CircuitTests
{
    private readonly FakeCredentials credentials = new();
    private readonly FakeChanges changes = new();
    private readonly ManualClock clock = new();

    [Fact]
    public async Task An_ended_session_takes_the_person_from_the_circuit_at_once()
    {
        using var authentication = Watched(People.Nurse);
        credentials.End(People.Nurse);
        changes.Announce();
        await Until.True(() => !IsSignedIn(authentication));
    }

    [Fact]
    public async Task A_change_elsewhere_leaves_the_person_where_he_is()
    {
        using var authentication = Watched(People.Nurse);
        await Until.True(() => changes.Waits == 1);
        var told = 0;
        authentication.AuthenticationStateChanged += _ => told++;
        changes.Announce();
        await Until.True(() => changes.Waits >= 2);
        Assert.True(IsSignedIn(authentication));
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task Changed_roles_are_told_to_the_page()
    {
        using var authentication = Watched(People.Nurse);
        await Until.True(() => changes.Waits >= 1);
        var told = 0;
        authentication.AuthenticationStateChanged += _ => told++;
        credentials.Stand(People.Nurse with { Roles = StaffRoles.Auditor });
        changes.Announce();
        await Until.True(() => told == 1);
        Assert.True(IsSignedIn(authentication));
    }

    [Fact]
    public async Task A_database_that_is_away_signs_nobody_out()
    {
        using var authentication = Watched(People.Nurse);
        await Until.True(() => changes.Waits == 1);
        var asked = credentials.Asked;
        credentials.Broken = new InvalidOperationException("away");
        changes.Announce();
        await Until.True(() => credentials.Asked > asked);
        credentials.Broken = null;
        await Until.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return changes.Waits == 2;
        });
        Assert.True(IsSignedIn(authentication));
    }

    [Fact]
    public async Task Nobody_is_refused_and_the_port_is_not_called()
    {
        await using var portal = new PortalContext();
        portal.Authentication.SignOut();
        var called = false;
        var answer = await portal.Get<CircuitActor>().Ask((_, _) =>
        {
            called = true;
            return Task.FromResult<Outcome<Done>>(Done.It);
        });
        Assert.Equal(RefusalKind.Unauthorized, answer.Refusal?.Kind);
        Assert.False(called);
    }

    [Fact]
    public async Task A_session_that_ended_is_refused_although_the_circuit_has_not_heard_of_it()
    {
        await using var portal = new PortalContext();
        portal.Credentials.End(People.Nurse);
        var answer = await portal.Get<CircuitActor>().Ask((_, _) => Task.FromResult<Outcome<Done>>(Done.It));
        Assert.Equal(RefusalKind.Unauthorized, answer.Refusal?.Kind);
    }

    [Fact]
    public async Task Broken_machinery_is_an_answer_and_its_words_reach_no_log()
    {
        await using var portal = new PortalContext();
        var answer = await portal.Get<CircuitActor>().Ask<Done>((_, _) => throw new InvalidOperationException("Teodor Blum"));
        Assert.Equal(RefusalKind.NotReady, answer.Refusal?.Kind);
        Assert.Contains(portal.Log.Lines, line => line.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.DoesNotContain(portal.Log.Lines, line => line.Contains("Blum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_address_of_the_page_goes_with_every_call()
    {
        await using var portal = new PortalContext();
        portal.Get<CircuitActor>().Address = "192.0.2.7";
        Assert.Equal("192.0.2.7", (await portal.Get<CircuitActor>().Current())?.Address);
    }

    [Fact]
    public void A_person_has_five_places_and_the_next_one_when_one_is_left()
    {
        var places = new CircuitPlaces();
        var nurse = People.Nurse.PersonId;
        Assert.All(Enumerable.Range(0, CircuitPlaces.PerPerson), _ => Assert.True(places.TryTake(nurse)));
        Assert.False(places.TryTake(nurse));
        Assert.True(places.TryTake(People.Clinician.PersonId));
        places.Leave(nurse);
        Assert.True(places.TryTake(nurse));
        Assert.False(places.TryTake(nurse));
    }

    [Fact]
    public async Task Fifty_circuits_at_once_take_five_places()
    {
        var places = new CircuitPlaces();
        var taken = 0;
        await Parallel.ForAsync(0, 50, (_, _) =>
        {
            if (places.TryTake(People.Nurse.PersonId)) Interlocked.Increment(ref taken);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(CircuitPlaces.PerPerson, taken);
    }

    [Theory]
    [InlineData(StaffRoles.Practitioner, StaffPages.Care, true)]
    [InlineData(StaffRoles.Coordinator, StaffPages.Care, true)]
    [InlineData(StaffRoles.Administrator, StaffPages.Care, false)]
    [InlineData(StaffRoles.Auditor, StaffPages.Care, false)]
    [InlineData(StaffRoles.Supervisor, StaffPages.Care, false)]
    [InlineData(StaffRoles.Administrator, StaffPages.Administration, true)]
    [InlineData(StaffRoles.Practitioner, StaffPages.Administration, false)]
    [InlineData(StaffRoles.Auditor, StaffPages.Administration, false)]
    [InlineData(StaffRoles.Auditor, StaffPages.Setup, true)]
    [InlineData(StaffRoles.Practitioner, StaffPages.Setup, false)]
    [InlineData(StaffRoles.Auditor, StaffPages.Oversight, true)]
    [InlineData(StaffRoles.Practitioner, StaffPages.Oversight, false)]
    [InlineData(StaffRoles.Practitioner | StaffRoles.Administrator, StaffPages.Administration, true)]
    public async Task Pages_are_shown_by_role(StaffRoles roles, string page, bool shown)
    {
        var person = People.Nurse with { Roles = roles };
        await using var portal = new PortalContext(person);
        var user = (await portal.Authentication.GetAuthenticationStateAsync()).User;
        Assert.Equal(shown, (await portal.Get<IAuthorizationService>().AuthorizeAsync(user, resource: null, page)).Succeeded);
    }

    [Fact]
    public async Task A_person_is_away_after_five_quiet_minutes_and_back_with_the_next_act()
    {
        await using var portal = new PortalContext();
        var presence = portal.Get<CircuitPresence>();
        presence.Begin(People.Nurse);
        portal.Clock.Advance(TimeSpan.FromMinutes(4));
        presence.Active();
        portal.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal([PresenceState.Available, PresenceState.Available], portal.Care.Of("Presence"));
        portal.Clock.Advance(TimeSpan.FromMinutes(1));
        presence.Active();
        presence.End();
        Assert.Equal([PresenceState.Away, PresenceState.Available, PresenceState.Offline], portal.Care.Of("Presence").Skip(2));
    }

    private CircuitAuthentication Watched(Actor person)
    {
        credentials.Stand(person);
        var authentication = new CircuitAuthentication(LoggerFactory.Create(_ => { }), new ActorAccessor(credentials), changes, clock);
        authentication.SetAuthenticationState(Task.FromResult(new AuthenticationState(new Credential.StaffSession(person.Session!.Value).Principal(PortalSchemes.Staff))));
        _ = Task.Run(authentication.Watch);
        return authentication;
    }

    private static bool IsSignedIn(AuthenticationStateProvider authentication) =>
        authentication.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true, Result.User.Identity.IsAuthenticated: true };
}
