using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Infrastructure.Identity;
using Portal.Testing.Database;
using Portal.Testing.People;
using Portal.Testing.Time;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

/// <summary>Sign-ins that are under way while somebody takes from them what they stand on.</summary>
public sealed class SignInRaceTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    /// <summary>A sign-in writes these last, when its session is made and not yet committed.</summary>
    private const string HoldSignIns = "lock table staff_devices in share mode";

    private const string New = "nineteen amber kites over Lisbon";
    private readonly StaffWorld world = fixture.World;

    [Fact]
    public async Task A_password_that_is_replaced_while_it_is_compared_opens_nothing()
    {
        var person = await world.Person();
        using var hasher = new HeldHasher(fixture.Get<IPasswordHasher<StaffAccount>>());
        await using var node = fixture.Node(added => added.AddSingleton<IPasswordHasher<StaffAccount>>(hasher));
        var attempt = Task.Run(() => new StaffWorld(node).TryPassword(person.UserName, StaffPerson.Password));
        await hasher.Compared;
        Assert.True((await Reset(person)).IsOk);
        hasher.Release();
        Assert.Same(SignInRefusals.NotSignedIn, (await attempt).Refusal);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "changed"), await world.Audit(person.Id));
    }

    [Fact]
    public async Task A_session_that_begins_while_the_password_is_replaced_ends_with_the_others()
    {
        var person = await world.Person();
        var code = await Link(person);
        await using var held = await HeldLock.Take(fixture.Database, HoldSignIns);
        var signIn = Task.Run(() => world.SignIn(person));
        await Until.True(fixture.Database.IsAnybodyWaitingForALock);
        var reset = Task.Run(() => fixture.Get<IAccountLinks>().SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None));
        await held.ReleaseWhenWaiting(2);
        Assert.True((await reset).IsOk);
        Assert.Null(await world.ActorOf((await signIn).Session));
    }

    [Fact]
    public async Task A_session_that_begins_during_a_suspension_does_not_come_back_with_the_person()
    {
        var (person, administrator) = (await world.Person(), await world.Actor(StaffRoles.Administrator));
        var staff = fixture.Get<IStaff>();
        await using var held = await HeldLock.Take(fixture.Database, HoldSignIns);
        var signIn = Task.Run(() => world.SignIn(person));
        await Until.True(fixture.Database.IsAnybodyWaitingForALock);
        var suspension = Task.Run(() => staff.Suspend(administrator, person.Id, CancellationToken.None));
        await held.ReleaseWhenWaiting(2);
        Assert.True((await suspension).IsOk);
        Assert.True((await staff.Reactivate(administrator, person.Id, CancellationToken.None)).IsOk);
        Assert.Null(await world.ActorOf((await signIn).Session));
    }

    [Fact]
    public async Task Recovery_codes_that_are_asked_for_twice_at_once_are_ten()
    {
        var actor = await world.Actor(StaffRoles.Practitioner);
        var account = fixture.Get<IOwnAccount>();
        await using var held = await HeldLock.Take(fixture.Database, "lock table audit_events in share mode");
        var asked = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => account.NewRecoveryCodes(actor, CancellationToken.None))));
        await held.ReleaseWhenWaiting(2);
        Assert.All(await asked, one => Assert.True(one.IsOk));
        Assert.Equal(10, (await account.Get(actor, CancellationToken.None)).Value.RecoveryCodesLeft);
    }

    private async Task<string> Link(StaffPerson person)
    {
        await fixture.Get<IAccountLinks>().RequestPasswordReset(person.UserName, StaffWorld.Somewhere, CancellationToken.None);
        return await world.CodeOfMail(person.Id);
    }

    private async Task<Portal.Domain.Shared.Outcome<SignInStep>> Reset(StaffPerson person) =>
        await fixture.Get<IAccountLinks>().SetPassword(await Link(person), New, StaffWorld.Somewhere, CancellationToken.None);

    /// <summary>Has compared, and does not say so until it may.</summary>
    private sealed class HeldHasher(IPasswordHasher<StaffAccount> inner) : IPasswordHasher<StaffAccount>, IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
        private readonly TaskCompletionSource compared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Compared => compared.Task;

        public void Release() => released.Set();

        public string HashPassword(StaffAccount user, string password) => inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(StaffAccount user, string hashedPassword, string providedPassword)
        {
            var result = inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
            compared.TrySetResult();
            return released.Wait(Patience) ? result : throw new TimeoutException("Nobody released the comparison.");
        }

        public void Dispose() => released.Dispose();
    }
}
