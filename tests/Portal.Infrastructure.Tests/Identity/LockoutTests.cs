using Portal.Domain.Audit;
using Portal.Domain.Identity.SignIn;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class LockoutTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private const string Wrong = "not the password at all";
    private static readonly Browser Stranger = new("203.0.113.66");
    private readonly StaffWorld world = fixture.World;
    private readonly IStaffSignIn signIn = fixture.Get<IStaffSignIn>();

    [Trait("ASVS", "6.3.1")]
    [Fact]
    public async Task Five_wrong_passwords_lock_for_five_minutes()
    {
        var person = await world.Person();
        for (var index = 0; index < 4; index++) await world.TryPassword(person.UserName, Wrong);
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        await world.TryPassword(person.UserName, Wrong);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        Assert.Single(await world.Audit(person.Id), entry => entry.Action == AuditAction.LockedOut);
    }

    [Fact]
    public async Task Of_a_hundred_at_once_no_more_than_five_are_looked_at()
    {
        var person = await world.Person();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.TryPassword(person.UserName, Wrong)));
        var audit = await world.Audit(person.Id);
        Assert.Equal(5, audit.Count(entry => entry.Code == "password"));
        Assert.Equal(95, audit.Count(entry => entry.Code == "locked"));
    }

    [Trait("ASVS", "6.6.3")]
    [Fact]
    public async Task Wrong_codes_count_as_wrong_passwords_do_and_the_right_password_does_not_wash_them_off()
    {
        var person = await world.Person();
        for (var index = 0; index < 5; index++)
        {
            var ticket = await world.Ticket(person);
            Assert.Same(SignInRefusals.NotSignedIn, (await signIn.WithCode(ticket, "000000", StaffWorld.Somewhere, CancellationToken.None)).Refusal);
        }

        Assert.Same(SignInRefusals.NotSignedIn, (await world.TryPassword(person.UserName, StaffPerson.Password)).Refusal);
    }

    [Trait("ASVS", "6.3.1")]
    [Fact]
    public async Task Strangers_lock_out_strangers_and_not_the_person_in_a_known_browser()
    {
        var person = await world.Person();
        var known = StaffWorld.Somewhere with { Device = (await world.SignIn(person)).Device };
        for (var index = 0; index < 20; index++) await world.TryPassword(person.UserName, Wrong, Stranger);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password, Stranger)).IsOk);
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password, known)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(known.Device, (await world.SignIn(person, known)).Device);
    }

    [Fact]
    public async Task A_known_browser_has_no_more_tries_than_others_and_is_known_for_its_own_person_only()
    {
        var (person, other) = (await world.Person(), await world.Person());
        var known = StaffWorld.Somewhere with { Device = (await world.SignIn(person)).Device };
        for (var index = 0; index < 5; index++) await world.TryPassword(person.UserName, Wrong, known);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password, known)).IsOk);
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        for (var index = 0; index < 5; index++) await world.TryPassword(other.UserName, Wrong, Stranger);
        Assert.False((await world.TryPassword(other.UserName, StaffPerson.Password, known)).IsOk);
    }

    [Fact]
    public async Task A_forged_device_token_is_a_stranger()
    {
        var person = await world.Person();
        for (var index = 0; index < 5; index++) await world.TryPassword(person.UserName, Wrong, Stranger);
        foreach (var token in (string[])["", "x", new string('A', 43), new string('A', 5000)])
            Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password, Stranger with { Device = token })).IsOk);
    }

    [Fact]
    public async Task A_sign_in_that_succeeds_begins_the_count_anew()
    {
        var person = await world.Person();
        for (var index = 0; index < 4; index++) await world.TryPassword(person.UserName, Wrong);
        await world.SignIn(person);
        for (var index = 0; index < 4; index++) await world.TryPassword(person.UserName, Wrong);
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
    }
}
