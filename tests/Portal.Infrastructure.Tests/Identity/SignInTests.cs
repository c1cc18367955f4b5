using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Infrastructure.Identity;
using Portal.Infrastructure.Identity.Passwords;
using Portal.Infrastructure.Shared.Database;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class SignInTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private readonly StaffWorld world = fixture.World;
    private readonly IStaffSignIn signIn = fixture.Get<IStaffSignIn>();

    /// <summary>As in production: every other node of these tests makes cheap hashes.</summary>
    [Trait("ASVS", "11.4.2")]
    [Fact]
    public async Task Passwords_are_hashed_with_210000_rounds_at_least()
    {
        await using var production = Portal.Testing.Database.TestServices.Build(fixture.Database);
        Assert.InRange(production.GetRequiredService<Microsoft.Extensions.Options.IOptions<PasswordHasherOptions>>().Value.IterationCount, 210_000, int.MaxValue);
    }

    [Fact]
    public async Task Password_and_code_make_a_session_that_stands_for_the_person()
    {
        var person = await world.Person(StaffRoles.Practitioner | StaffRoles.Supervisor);
        var signedIn = await world.SignIn(person);
        var actor = await world.ActorOf(signedIn.Session);
        Assert.Equal(person.Id, actor!.PersonId);
        Assert.Equal(StaffRoles.Practitioner | StaffRoles.Supervisor, actor.Roles);
        Assert.Equal(fixture.Clock.GetUtcNow(), actor.AuthenticatedAt);
        Assert.Contains((AuditAction.SignedIn, AuditOutcome.Succeeded, "code"), await world.Audit(person.Id));
    }

    [Fact]
    public async Task The_mail_address_serves_as_user_name_in_any_case()
    {
        var person = await world.Person();
        var step = await world.TryPassword(person.Email.ToUpperInvariant(), StaffPerson.Password);
        Assert.Equal(SignInStage.CodeNeeded, step.Value.Stage);
    }

    [Trait("ASVS", "6.3.3")]
    [Fact]
    public async Task The_password_alone_gives_no_session()
    {
        var person = await world.Person();
        var step = (await world.TryPassword(person.UserName, StaffPerson.Password)).Value;
        Assert.Null(step.SignedIn);
        Assert.Equal(0, await Sessions(person));
    }

    [Fact]
    public async Task Who_has_no_second_factor_enrols_before_anything_else()
    {
        var person = await world.Person(hasSecondFactor: false);
        var step = (await world.TryPassword(person.UserName, StaffPerson.Password)).Value;
        Assert.Equal(SignInStage.EnrolmentNeeded, step.Stage);
        var enrolment = (await signIn.Enrolment(step.Ticket!, CancellationToken.None)).Value;
        Assert.Equal(enrolment, (await signIn.Enrolment(step.Ticket!, CancellationToken.None)).Value);
        Assert.Equal(SignInRefusals.WrongCode, (await signIn.Enrol(step.Ticket!, "000000", StaffWorld.Somewhere, CancellationToken.None)).Refusal);
        Assert.Equal(0, await Sessions(person));
        var enrolled = (await signIn.Enrol(step.Ticket!, Authenticator.CodeOf(enrolment, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None)).Value;
        Assert.Equal(person.Id, (await world.ActorOf(enrolled.SignedIn.Session))!.PersonId);
        Assert.Equal(10, enrolled.RecoveryCodes.Distinct().Count());
        Assert.Equal("Your second factor was changed", Assert.Single(await world.MailsTo(person.Id)).Subject);
    }

    [Trait("ASVS", "2.3.1")]
    [Fact]
    public async Task A_ticket_is_good_for_one_enrolment_and_never_for_a_second_phone()
    {
        var person = await world.Person(hasSecondFactor: false);
        var ticket = await world.Ticket(person);
        var enrolment = (await signIn.Enrolment(ticket, CancellationToken.None)).Value;
        var code = Authenticator.CodeOf(enrolment, fixture.Clock);
        var tries = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => signIn.Enrol(ticket, code, StaffWorld.Somewhere, CancellationToken.None)));
        Assert.Single(tries, one => one.IsOk);
        Assert.Equal(1, await Sessions(person));
        var another = await world.Ticket(person);
        Assert.Equal(SignInRefusals.TicketOver, (await signIn.Enrolment(another, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_ticket_ends_after_ten_minutes_and_after_one_use()
    {
        var person = await world.Person();
        var late = await world.Ticket(person);
        fixture.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SignInRefusals.TicketOver, (await Code(late, person)).Refusal);
        var used = await world.Ticket(person);
        Assert.True((await Code(used, person)).IsOk);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SignInRefusals.TicketOver, (await Code(used, person)).Refusal);
    }

    [Fact]
    public async Task Every_attempt_that_fails_gets_the_same_refusal()
    {
        var (known, suspended, locked, invited) = (await world.Person(), await world.Person(), await world.Person(), await world.Person());
        var administrator = await world.Actor(StaffRoles.Administrator);
        Assert.True((await fixture.Get<IStaff>().Suspend(administrator, suspended.Id, CancellationToken.None)).IsOk);
        for (var index = 0; index < 5; index++) await world.TryPassword(locked.UserName, "not the password at all");
        await Change(invited, account => account.PasswordHash = null);
        Outcome<SignInStep>[] tries =
        [
            await world.TryPassword(known.UserName, "not the password at all"),
            await world.TryPassword("nobody.of.this.name", StaffPerson.Password),
            await world.TryPassword(suspended.UserName, StaffPerson.Password),
            await world.TryPassword(locked.UserName, StaffPerson.Password),
            await world.TryPassword(invited.UserName, StaffPerson.Password),
            await world.TryPassword(known.UserName, new string('x', 5000)),
            await world.TryPassword(known.UserName, "\ud83e unpaired surrogate"),
            await world.TryPassword("", ""),
            await world.TryPassword(known.UserName + "\0", StaffPerson.Password),
        ];
        Assert.All(tries, one => Assert.Same(SignInRefusals.NotSignedIn, one.Refusal));
    }

    [Fact]
    public async Task An_unknown_name_costs_as_many_password_hashes_as_a_known_one()
    {
        var person = await world.Person();
        var counter = new CountingHasher(fixture.Get<IPasswordHasher<StaffAccount>>());
        await using var node = fixture.Node(added => added.AddSingleton<IPasswordHasher<StaffAccount>>(counter));
        var counted = new StaffWorld(node);
        await counted.TryPassword("warm.up", "the hash of nobody is made at first use");
        var before = counter.Verified;
        await counted.TryPassword(person.UserName, "not the password at all");
        var known = counter.Verified - before;
        await counted.TryPassword("nobody.of.this.name", "not the password at all");
        Assert.Equal(1, known);
        Assert.Equal(known, counter.Verified - before - known);
    }

    [Fact]
    public async Task A_refusal_is_not_answered_sooner_for_one_reason_than_for_another()
    {
        var person = await world.Person();
        await using var node = fixture.Node(null, ("SignIn:SlowestAnswerMilliseconds", "1500"));
        var slow = new StaffWorld(node);
        var known = System.Diagnostics.Stopwatch.StartNew();
        await slow.TryPassword(person.UserName, "not the password at all");
        known.Stop();
        var unknown = System.Diagnostics.Stopwatch.StartNew();
        await slow.TryPassword("nobody.of.this.name", "not the password at all");
        unknown.Stop();
        Assert.True(known.ElapsedMilliseconds >= 1490, $"{known.ElapsedMilliseconds} ms");
        Assert.True(unknown.ElapsedMilliseconds >= 1490, $"{unknown.ElapsedMilliseconds} ms");
    }

    [Trait("ASVS", "16.3.1")]
    [Trait("ASVS", "16.2.5")]
    [Fact]
    public async Task What_went_wrong_stands_in_the_audit_and_a_typed_name_does_not()
    {
        var person = await world.Person();
        await world.TryPassword(person.UserName, "not the password at all");
        await signIn.WithCode(await world.Ticket(person), "000000", StaffWorld.Somewhere, CancellationToken.None);
        var audit = await world.Audit(person.Id);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "password"), audit);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "code"), audit);
        await world.TryPassword("a-password-in-the-wrong-field", "x");
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "unknown-user"), await world.Audit(PersonId.System));
        Assert.Equal(0, await CountAudit("a-password-in-the-wrong-field"));
    }

    [Fact]
    public async Task A_person_suspended_between_two_steps_does_not_get_in()
    {
        var person = await world.Person();
        var ticket = await world.Ticket(person);
        var administrator = await world.Actor(StaffRoles.Administrator);
        await fixture.Get<IStaff>().Suspend(administrator, person.Id, CancellationToken.None);
        Assert.Equal(SignInRefusals.TicketOver, (await Code(ticket, person)).Refusal);
    }

    [Fact]
    public async Task A_hash_of_fewer_iterations_is_made_again_at_the_next_sign_in()
    {
        var person = await world.Person();
        var weak = new PasswordHasher<StaffAccount>(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1000 }));
        await Change(person, account => account.PasswordHash = weak.HashPassword(account, StaffPerson.Password));
        await using var node = fixture.Node(added => added.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = StaffPasswordHasher.Iterations));
        await new StaffWorld(node).Ticket(person);
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var hash = Convert.FromBase64String((await context.Users.SingleAsync(row => row.Id == person.Id.Value)).PasswordHash!);
        Assert.True(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)) >= 210_000);
        Assert.Equal(SignInStage.CodeNeeded, (await world.TryPassword(person.UserName, StaffPerson.Password)).Value.Stage);
    }

    [Trait("ASVS", "6.3.3")]
    [Trait("ASVS", "13.4.2")]
    [Fact]
    public void Outside_development_the_second_factor_cannot_be_switched_off() =>
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            fixture.Node(null, ("SignIn:RequireSecondFactor", "false")).GetRequiredService<Microsoft.Extensions.Options.IOptions<Portal.Infrastructure.Identity.SignIn.SignInOptions>>().Value);

    private Task<Outcome<SignInStep>> Code(string ticket, StaffPerson person) =>
        signIn.WithCode(ticket, person.CodeAt(fixture.Clock.GetUtcNow()), StaffWorld.Somewhere, CancellationToken.None);

    private async Task<int> Sessions(StaffPerson person)
    {
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<StaffSessionRow>().CountAsync(row => row.PersonId == person.Id.Value);
    }

    private async Task Change(StaffPerson person, Action<StaffAccount> change)
    {
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        change(await context.Users.SingleAsync(row => row.Id == person.Id.Value));
        await context.SaveChangesAsync();
    }

    private async Task<int> CountAudit(string text)
    {
        await using var context = await fixture.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await context.Set<Portal.Infrastructure.Audit.AuditEventRow>().CountAsync(row => row.Code!.Contains(text));
    }

    private sealed class CountingHasher(IPasswordHasher<StaffAccount> inner) : IPasswordHasher<StaffAccount>
    {
        private int verified;

        public int Verified => verified;

        public string HashPassword(StaffAccount user, string password) => inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(StaffAccount user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref verified);
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
