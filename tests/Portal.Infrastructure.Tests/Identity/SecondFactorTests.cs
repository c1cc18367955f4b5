using Npgsql;
using Portal.Domain.Audit;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class SecondFactorTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private readonly StaffWorld world = fixture.World;
    private readonly IStaffSignIn signIn = fixture.Get<IStaffSignIn>();

    [Trait("ASVS", "6.5.1")]
    [Fact]
    public async Task A_code_is_good_once_and_the_next_one_is_good_again()
    {
        var person = await world.Person();
        var code = person.CodeAt(fixture.Clock.GetUtcNow());
        Assert.True((await Code(await world.Ticket(person), code)).IsOk);
        Assert.Same(SignInRefusals.NotSignedIn, (await Code(await world.Ticket(person), code)).Refusal);
        fixture.Clock.Advance(Step);
        Assert.Same(SignInRefusals.NotSignedIn, (await Code(await world.Ticket(person), code)).Refusal);
        Assert.True((await Code(await world.Ticket(person), person.CodeAt(fixture.Clock.GetUtcNow()))).IsOk);
    }

    [Fact]
    public async Task Of_many_that_come_with_one_code_at_once_one_gets_in()
    {
        var person = await world.Person();
        var tickets = new List<string>();
        for (var index = 0; index < 4; index++) tickets.Add(await world.Ticket(person));
        var code = person.CodeAt(fixture.Clock.GetUtcNow());
        var tries = await Task.WhenAll(tickets.Select(ticket => Code(ticket, code)));
        Assert.Single(tries, one => one.IsOk);
    }

    [Fact]
    public async Task The_code_that_enrolled_the_app_does_not_sign_in_as_well()
    {
        var person = await world.Person(hasSecondFactor: false);
        var ticket = await world.Ticket(person);
        var code = Authenticator.CodeOf((await signIn.Enrolment(ticket, CancellationToken.None)).Value, fixture.Clock);
        Assert.True((await signIn.Enrol(ticket, code, StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.Same(SignInRefusals.NotSignedIn, (await Code(await world.Ticket(person), code)).Refusal);
    }

    [Fact]
    public async Task Who_looked_at_the_secret_and_went_away_does_not_know_the_app_that_is_confirmed_later()
    {
        var person = await world.Person(hasSecondFactor: false);
        var looked = await world.Ticket(person);
        var seen = (await signIn.Enrolment(looked, CancellationToken.None)).Value;
        var ticket = await world.Ticket(person);
        var own = (await signIn.Enrolment(ticket, CancellationToken.None)).Value;
        Assert.NotEqual(seen.Secret, own.Secret);
        Assert.Equal(SignInRefusals.NotBegun, (await signIn.Enrol(looked, Authenticator.CodeOf(seen, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None)).Refusal);
        Assert.True((await signIn.Enrol(ticket, Authenticator.CodeOf(own, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None)).IsOk);
    }

    [Fact]
    public async Task A_new_apps_secret_is_shown_to_one_session_and_never_to_another()
    {
        var person = await world.Person();
        var account = fixture.Get<IOwnAccount>();
        var unattended = await world.SignedIn(person);
        var seen = (await account.BeginSecondFactor(unattended, CancellationToken.None)).Value;
        fixture.Clock.Advance(Step);
        var here = await world.SignedIn(person);
        var own = (await account.BeginSecondFactor(here, CancellationToken.None)).Value;
        Assert.NotEqual(seen.Secret, own.Secret);
        Assert.Equal(own, (await account.BeginSecondFactor(here, CancellationToken.None)).Value);
        Assert.Equal(SignInRefusals.NotBegun, (await account.ConfirmSecondFactor(unattended, Authenticator.CodeOf(own, fixture.Clock), CancellationToken.None)).Refusal);
        Assert.True((await account.ConfirmSecondFactor(here, Authenticator.CodeOf(own, fixture.Clock), CancellationToken.None)).IsOk);
    }

    [Trait("ASVS", "6.5.1")]
    [Fact]
    public async Task Each_recovery_code_is_good_once_however_it_is_typed()
    {
        var (person, codes) = await Enrolled();
        var typed = codes[0].ToUpperInvariant().Replace('0', 'O').Replace('1', 'l').Replace("-", " ", StringComparison.Ordinal);
        Assert.True((await Recover(await world.Ticket(person), typed)).IsOk);
        Assert.Same(SignInRefusals.NotSignedIn, (await Recover(await world.Ticket(person), codes[0])).Refusal);
        Assert.True((await Recover(await world.Ticket(person), codes[1])).IsOk);
        Assert.Contains((AuditAction.SignedIn, AuditOutcome.Succeeded, "recovery-code"), await world.Audit(person.Id));
    }

    [Fact]
    public async Task A_recovery_code_of_somebody_else_is_none()
    {
        var (_, codes) = await Enrolled();
        var other = await world.Person();
        Assert.Same(SignInRefusals.NotSignedIn, (await Recover(await world.Ticket(other), codes[0])).Refusal);
    }

    [Trait("ASVS", "6.5.2")]
    [Trait("ASVS", "13.3.1")]
    [Fact]
    public async Task A_dump_of_the_database_holds_neither_secrets_nor_codes_nor_tickets()
    {
        var person = await world.Person(hasSecondFactor: false);
        var ticket = await world.Ticket(person);
        var enrolment = (await signIn.Enrolment(ticket, CancellationToken.None)).Value;
        var enrolled = (await signIn.Enrol(ticket, Authenticator.CodeOf(enrolment, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None)).Value;
        var second = await world.Ticket(person);
        await using var source = NpgsqlDataSource.Create(fixture.Database.Superuser);
        await using var command = source.CreateCommand(
            "select string_agg(t::text, ' ') from (select row_to_json(a)::text t from staff_second_factors a union all select row_to_json(b)::text from staff_recovery_codes b "
            + "union all select row_to_json(c)::text from staff_tickets c union all select row_to_json(d)::text from staff_devices d union all select row_to_json(e)::text from staff e) x");
        var dump = (string)(await command.ExecuteScalarAsync())!;
        Assert.Contains(person.UserName, dump, StringComparison.Ordinal);
        string[] secrets = [enrolment.Secret, ticket, second, enrolled.SignedIn.Device, .. enrolled.RecoveryCodes, .. enrolled.RecoveryCodes.Select(code => code.Replace("-", "", StringComparison.Ordinal))];
        Assert.All(secrets, secret =>
        {
            Assert.DoesNotContain(secret, dump, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(secret)), dump, StringComparison.OrdinalIgnoreCase);
        });
    }

    private Task<Outcome<SignInStep>> Code(string ticket, string code) => signIn.WithCode(ticket, code, StaffWorld.Somewhere, CancellationToken.None);

    private Task<Outcome<SignInStep>> Recover(string ticket, string code) => signIn.WithRecoveryCode(ticket, code, StaffWorld.Somewhere, CancellationToken.None);

    private async Task<(StaffPerson Person, IReadOnlyList<string> Codes)> Enrolled()
    {
        var person = await world.Person(hasSecondFactor: false);
        var ticket = await world.Ticket(person);
        var code = Authenticator.CodeOf((await signIn.Enrolment(ticket, CancellationToken.None)).Value, fixture.Clock);
        return (person, (await signIn.Enrol(ticket, code, StaffWorld.Somewhere, CancellationToken.None)).Value.RecoveryCodes);
    }
}
