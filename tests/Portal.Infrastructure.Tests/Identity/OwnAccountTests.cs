using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class OwnAccountTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private const string New = "nineteen amber kites over Lisbon";
    private readonly StaffWorld world = fixture.World;
    private readonly IOwnAccount account = fixture.Get<IOwnAccount>();

    [Fact]
    public async Task A_fresh_proof_opens_for_five_minutes_what_an_old_sign_in_does_not()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Refusal.Reauthenticate, (await account.BeginSecondFactor(actor, CancellationToken.None)).Refusal);
        Assert.True((await account.Confirm(actor, new Proof(StaffPerson.Password, null), CancellationToken.None)).IsOk);
        var proven = (await world.ActorOf(actor.Session!.Value))!;
        Assert.Equal(fixture.Clock.GetUtcNow(), proven.AuthenticatedAt);
        Assert.True((await account.BeginSecondFactor(proven, CancellationToken.None)).IsOk);
        Assert.Contains((AuditAction.Reauthenticated, AuditOutcome.Succeeded, "password"), await world.Audit(actor.PersonId));
    }

    [Fact]
    public async Task A_code_of_the_app_is_a_proof_once()
    {
        var person = await world.Person();
        var actor = await world.SignedIn(person);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = person.CodeAt(fixture.Clock.GetUtcNow());
        Assert.True((await account.Confirm(actor, new Proof(null, code), CancellationToken.None)).IsOk);
        Assert.Equal(SignInRefusals.NotSignedIn, (await account.Confirm(actor, new Proof(null, code), CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task Five_wrong_proofs_end_the_session_and_not_the_account()
    {
        var person = await world.Person();
        var actor = await world.SignedIn(person);
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => account.Confirm(actor, new Proof("not the password at all", null), CancellationToken.None)));
        Assert.DoesNotContain(tries, one => one.IsOk);
        Assert.Null(await world.ActorOf(actor.Session!.Value));
        Assert.False((await account.Confirm(actor, new Proof(StaffPerson.Password, null), CancellationToken.None)).IsOk);
        Assert.Equal(5, (await world.Audit(person.Id)).Count(entry => entry.Code == "confirm"));
        Assert.True((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
    }

    [Fact]
    public async Task A_changed_password_ends_the_other_sessions_and_keeps_this_one()
    {
        var person = await world.Person();
        var here = await world.SignedIn(person);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var there = await world.SignIn(person);
        Assert.Equal(SignInRefusals.NotSignedIn, (await account.ChangePassword(here, "not the password at all", New, CancellationToken.None)).Refusal);
        Assert.Equal("password-too-short", (await account.ChangePassword(here, StaffPerson.Password, "too short", CancellationToken.None)).Refusal!.Reason);
        Assert.NotNull(await world.ActorOf(there.Session));
        Assert.True((await account.ChangePassword(here, StaffPerson.Password, New, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf(there.Session));
        Assert.NotNull(await world.ActorOf(here.Session!.Value));
        Assert.True((await world.TryPassword(person.UserName, New)).IsOk);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
    }

    [Fact]
    public async Task The_old_app_works_until_the_new_one_is_confirmed_and_never_after()
    {
        var person = await world.Person();
        var actor = await world.SignedIn(person);
        var enrolment = (await account.BeginSecondFactor(actor, CancellationToken.None)).Value;
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        await world.SignIn(person);
        Assert.Equal(SignInRefusals.WrongCode, (await account.ConfirmSecondFactor(actor, "000000", CancellationToken.None)).Refusal);
        var codes = (await account.ConfirmSecondFactor(actor, Authenticator.CodeOf(enrolment, fixture.Clock), CancellationToken.None)).Value;
        Assert.Equal(10, codes.Count);
        Assert.Equal("Your second factor was changed", Assert.Single(await world.MailsTo(person.Id)).Subject);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var signIn = fixture.Get<IStaffSignIn>();
        Assert.False((await signIn.WithCode(await world.Ticket(person), person.CodeAt(fixture.Clock.GetUtcNow()), StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.True((await signIn.WithCode(await world.Ticket(person), Authenticator.CodeOf(enrolment, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.Equal(SignInRefusals.NotBegun, (await account.ConfirmSecondFactor(actor, "000000", CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones()
    {
        var person = await world.Person();
        var actor = await world.SignedIn(person);
        var old = (await account.NewRecoveryCodes(actor, CancellationToken.None)).Value;
        var fresh = (await account.NewRecoveryCodes(actor, CancellationToken.None)).Value;
        Assert.Empty(old.Intersect(fresh));
        Assert.Equal(2, (await world.MailsTo(person.Id)).Count(mail => mail.Subject == "Your second factor was changed"));
        Assert.Equal(10, (await account.Get(actor, CancellationToken.None)).Value.RecoveryCodesLeft);
        var signIn = fixture.Get<IStaffSignIn>();
        Assert.False((await signIn.WithRecoveryCode(await world.Ticket(person), old[0], StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.True((await signIn.WithRecoveryCode(await world.Ticket(person), fresh[0], StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.Equal(9, (await account.Get(actor, CancellationToken.None)).Value.RecoveryCodesLeft);
    }

    [Fact]
    public async Task A_hosts_delegated_session_reaches_nothing_of_the_account()
    {
        var actor = await world.Actor(StaffRoles.Practitioner) with { IsDelegated = true, Integration = Id.New<IntegrationId>() };
        Assert.False((await account.Get(actor, CancellationToken.None)).IsOk);
        Assert.False((await account.Confirm(actor, new Proof(StaffPerson.Password, null), CancellationToken.None)).IsOk);
        Assert.False((await account.ChangePassword(actor, StaffPerson.Password, New, CancellationToken.None)).IsOk);
        Assert.False((await account.BeginSecondFactor(actor, CancellationToken.None)).IsOk);
        Assert.False((await account.NewRecoveryCodes(actor, CancellationToken.None)).IsOk);
        Assert.Contains((AuditAction.AccessRefused, AuditOutcome.Refused, nameof(CareAction.ManageOwnAccount)), await world.Audit(actor.PersonId));
    }
}
