using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Shared;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class PasskeyTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private readonly StaffWorld world = fixture.World;
    private readonly IPasskeys passkeys = fixture.Get<IPasskeys>();

    [Fact]
    public async Task A_passkey_signs_in_without_password_and_code()
    {
        using var device = new SoftAuthenticator();
        var person = await Owner(device);
        var step = (await SignIn(device)).Value;
        Assert.Equal((SignInStage.SignedIn, person.Id), (step.Stage, step.SignedIn!.Person));
        Assert.Equal(person.Id, (await world.ActorOf(step.SignedIn.Session))!.PersonId);
        Assert.Contains((AuditAction.SignedIn, AuditOutcome.Succeeded, "passkey"), await world.Audit(person.Id));
        Assert.Contains((AuditAction.PasskeyAdded, AuditOutcome.Succeeded, null), await world.Audit(person.Id));
        Assert.Equal("A passkey was added to your account", Assert.Single(await world.MailsTo(person.Id)).Subject);
        Assert.True((await SignIn(device)).IsOk);
    }

    [Fact]
    public async Task A_challenge_is_good_once_also_for_two_at_the_same_time()
    {
        using var device = new SoftAuthenticator();
        var person = await Owner(device);
        var answer = device.Get(await passkeys.BeginSignIn(CancellationToken.None));
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignIn(answer)));
        Assert.Equal(7, tries.Count(one => one.Refusal == SignInRefusals.PasskeyRefused));
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(answer)).Refusal);
        Assert.Single(await world.Audit(person.Id), entry => entry is { Action: AuditAction.SignedIn, Code: "passkey" });
    }

    [Fact]
    public async Task A_challenge_that_failed_is_used_up()
    {
        using var device = new SoftAuthenticator();
        await Owner(device);
        var challenge = await passkeys.BeginSignIn(CancellationToken.None);
        device.Origin = "https://evil.example";
        Assert.False((await SignIn(device.Get(challenge))).IsOk);
        device.Origin = "https://portal.test";
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(device.Get(challenge))).Refusal);
    }

    [Fact]
    public async Task A_challenge_is_over_after_five_minutes()
    {
        using var device = new SoftAuthenticator();
        await Owner(device);
        var answer = device.Get(await passkeys.BeginSignIn(CancellationToken.None));
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(answer)).Refusal);
    }

    [Theory]
    [InlineData("another site's page")]
    [InlineData("a frame of another site")]
    [InlineData("another host's passkey")]
    [InlineData("nobody was verified")]
    [InlineData("somebody else's name")]
    [InlineData("a count from before")]
    [InlineData("another challenge")]
    [InlineData("another key")]
    public async Task What_is_not_this_person_on_this_page_is_refused_and_audited(string what)
    {
        using var device = new SoftAuthenticator();
        using var other = new SoftAuthenticator();
        var (person, stranger) = (await Owner(device), await Owner(other));
        Assert.True((await SignIn(device)).IsOk);
        var challenge = await passkeys.BeginSignIn(CancellationToken.None);
        switch (what)
        {
            case "another site's page": device.Origin = "https://portal.test.evil.example"; break;
            case "a frame of another site": device.IsCrossOrigin = true; break;
            case "another host's passkey": device.Host = "evil.example"; break;
            case "nobody was verified": device.Verifies = false; break;
            case "somebody else's name": device.UserHandle = other.UserHandle; break;
            case "a count from before": device.Count = 0; break;
        }

        var answer = what switch
        {
            "another challenge" => device.Get(await passkeys.BeginSignIn(CancellationToken.None)) with { Token = challenge.Token },
            "another key" => other.Get(challenge) is var forged ? forged with { Credential = forged.Credential.Replace(other.Id, device.Id, StringComparison.Ordinal) } : forged,
            _ => device.Get(challenge),
        };
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(answer)).Refusal);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "passkey"), await world.Audit(person.Id));
        Assert.DoesNotContain(await world.Audit(stranger.Id), entry => entry.Action is AuditAction.SignedIn or AuditAction.SignInFailed && entry.Code == "passkey");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"not base64!\"}")]
    [InlineData("[[[[")]
    public async Task What_no_browser_sends_is_refused_in_the_same_way(string credential)
    {
        var challenge = await passkeys.BeginSignIn(CancellationToken.None);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(new PasskeyAnswer(challenge.Token, credential))).Refusal);
    }

    [Fact]
    public async Task Adding_and_removing_need_a_fresh_proof_and_looking_does_not()
    {
        using var device = new SoftAuthenticator();
        var person = await Owner(device);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));
        var actor = await world.SignedIn(person);
        var challenge = (await passkeys.BeginAdding(actor, CancellationToken.None)).Value;
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Refusal.Reauthenticate, (await passkeys.BeginAdding(actor, CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Reauthenticate, (await passkeys.Add(actor, device.Create(challenge), "Phone", CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Reauthenticate, (await passkeys.Remove(actor, device.Id, CancellationToken.None)).Refusal);
        Assert.Equal((device.Id, "Laptop", false), Assert.Single((await passkeys.List(actor, CancellationToken.None)).Value) is var line ? (line.Id, line.Name, line.IsSynced) : default);
    }

    [Fact]
    public async Task A_passkey_is_a_fresh_proof_of_its_own_person_and_session_alone()
    {
        using var device = new SoftAuthenticator();
        using var other = new SoftAuthenticator();
        var person = await Owner(device);
        await Owner(other);
        fixture.Clock.Advance(TimeSpan.FromMinutes(6));
        var (here, there) = (await world.ActorOf((await SignIn(device)).Value.SignedIn!.Session), await world.ActorOf((await SignIn(device)).Value.SignedIn!.Session));
        fixture.Clock.Advance(TimeSpan.FromMinutes(6));
        var account = fixture.Get<IOwnAccount>();
        Assert.Equal(SignInRefusals.PasskeyRefused, (await account.Confirm(here!, new Proof(null, null, device.Get((await passkeys.BeginProof(there!, CancellationToken.None)).Value)), CancellationToken.None)).Refusal);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await account.Confirm(here!, new Proof(null, null, other.Get((await passkeys.BeginProof(here!, CancellationToken.None)).Value)), CancellationToken.None)).Refusal);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await account.Confirm(here!, new Proof(null, null, device.Get(await passkeys.BeginSignIn(CancellationToken.None))), CancellationToken.None)).Refusal);
        Assert.Equal(Refusal.Reauthenticate, (await passkeys.BeginAdding(here!, CancellationToken.None)).Refusal);
        Assert.True((await account.Confirm(here!, new Proof(null, null, device.Get((await passkeys.BeginProof(here!, CancellationToken.None)).Value)), CancellationToken.None)).IsOk);
        Assert.True((await passkeys.BeginAdding((await world.ActorOf(here!.Session!.Value))!, CancellationToken.None)).IsOk);
        Assert.Contains((AuditAction.Reauthenticated, AuditOutcome.Succeeded, "passkey"), await world.Audit(person.Id));
    }

    [Fact]
    public async Task A_removed_passkey_opens_nothing_and_the_last_way_in_stays()
    {
        using var first = new SoftAuthenticator();
        using var second = new SoftAuthenticator();
        var person = await Owner(first, hasApp: false);
        var actor = (await world.ActorOf((await SignIn(first)).Value.SignedIn!.Session))!;
        Assert.Equal(SignInRefusals.LastFactor, (await passkeys.Remove(actor, first.Id, CancellationToken.None)).Refusal);
        await Add(actor, second);
        await passkeys.Remove(await world.Actor(StaffRoles.Administrator), first.Id, CancellationToken.None);
        Assert.True((await SignIn(first)).IsOk);
        Assert.True((await passkeys.Remove(actor, first.Id, CancellationToken.None)).IsOk);
        Assert.False((await SignIn(first)).IsOk);
        Assert.True((await SignIn(second)).IsOk);
        Assert.Contains((AuditAction.PasskeyRemoved, AuditOutcome.Succeeded, null), await world.Audit(person.Id));
        Assert.Equal("A passkey was removed from your account", (await world.MailsTo(person.Id))[^1].Subject);
    }

    [Trait("ASVS", "6.3.4")]
    [Fact]
    public async Task Who_has_a_passkey_and_no_app_enrols_none_by_the_password_alone()
    {
        using var device = new SoftAuthenticator();
        var person = await Owner(device, hasApp: false);
        var step = (await world.TryPassword(person.UserName, StaffPerson.Password)).Value;
        Assert.Equal(SignInStage.CodeNeeded, step.Stage);
        Assert.Equal(SignInRefusals.TicketOver, (await fixture.Get<IStaffSignIn>().Enrolment(step.Ticket!, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_challenge_for_adding_is_the_sessions_own_and_a_passkey_belongs_to_one_person()
    {
        using var device = new SoftAuthenticator();
        var (actor, other) = (await world.Actor(StaffRoles.Practitioner), await world.Actor(StaffRoles.Practitioner));
        var answer = device.Create((await passkeys.BeginAdding(actor, CancellationToken.None)).Value);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await passkeys.Add(other, answer, "Mine now", CancellationToken.None)).Refusal);
        Assert.Equal("name", Assert.Single((await passkeys.Add(actor, answer, "a\u0000b", CancellationToken.None)).Refusal!.Errors!).Key);
        Assert.True((await passkeys.Add(actor, answer, " Laptop ", CancellationToken.None)).IsOk);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await passkeys.Add(actor, answer, "Again", CancellationToken.None)).Refusal);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await passkeys.Add(other, device.Create((await passkeys.BeginAdding(other, CancellationToken.None)).Value), "Theirs", CancellationToken.None)).Refusal);
        Assert.Contains((AuditAction.PasskeyAdded, AuditOutcome.Refused, "refused"), await world.Audit(other.PersonId));
    }

    [Fact]
    public async Task A_suspended_person_and_a_hosts_delegated_session_get_nowhere()
    {
        using var device = new SoftAuthenticator();
        var person = await Owner(device);
        var actor = (await world.ActorOf((await SignIn(device)).Value.SignedIn!.Session))!;
        var delegated = actor with { IsDelegated = true, Integration = Id.New<IntegrationId>() };
        Assert.False((await passkeys.List(delegated, CancellationToken.None)).IsOk);
        Assert.False((await passkeys.BeginProof(delegated, CancellationToken.None)).IsOk);
        var administrator = await world.Actor(StaffRoles.Administrator);
        Assert.True((await fixture.Get<Portal.Domain.Identity.Staff.IStaff>().Suspend(administrator, person.Id, CancellationToken.None)).IsOk);
        Assert.Equal(SignInRefusals.PasskeyRefused, (await SignIn(device)).Refusal);
    }

    [Fact]
    public async Task Ten_passkeys_are_enough()
    {
        var person = await world.Person();
        var actor = await world.SignedIn(person);
        for (var index = 0; index < PasskeyRules.Most; index++)
        {
            using var device = new SoftAuthenticator();
            await Add(actor, device);
        }

        Assert.Equal(SignInRefusals.TooManyPasskeys, (await passkeys.BeginAdding(actor, CancellationToken.None)).Refusal);
    }

    private async Task<StaffPerson> Owner(SoftAuthenticator device, bool hasApp = true)
    {
        var person = await world.Person();
        await Add(await world.SignedIn(person), device);
        if (!hasApp) await world.ForgetApp(person);
        return person;
    }

    private async Task Add(Actor actor, SoftAuthenticator device)
    {
        var answer = device.Create((await passkeys.BeginAdding(actor, CancellationToken.None)).Value);
        Assert.True((await passkeys.Add(actor, answer, "Laptop", CancellationToken.None)).IsOk);
    }

    private async Task<Outcome<SignInStep>> SignIn(SoftAuthenticator device) => await SignIn(device.Get(await passkeys.BeginSignIn(CancellationToken.None)));

    private Task<Outcome<SignInStep>> SignIn(PasskeyAnswer answer) => passkeys.SignIn(answer, ticket: null, StaffWorld.Somewhere, CancellationToken.None);
}
