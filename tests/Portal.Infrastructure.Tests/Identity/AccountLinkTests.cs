using System.Globalization;
using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Testing.People;
using Xunit;

namespace Portal.Infrastructure.Tests.Identity;

public sealed class AccountLinkTests(StaffFixture fixture) : IClassFixture<StaffFixture>
{
    private const string New = "nineteen amber kites over Lisbon";
    private readonly StaffWorld world = fixture.World;
    private readonly IAccountLinks links = fixture.Get<IAccountLinks>();

    [Trait("ASVS", "6.4.3")]
    [Fact]
    public async Task A_forgotten_password_is_replaced_by_a_link_and_the_second_factor_is_still_asked_for()
    {
        var person = await world.Person();
        var code = await Asked(person);
        Assert.Equal(new AccountLink(AccountLinkPurpose.PasswordReset, person.UserName, $"Person {person.Id}"), await links.Look(code, CancellationToken.None));
        var step = (await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).Value;
        Assert.Equal(SignInStage.CodeNeeded, step.Stage);
        Assert.Null(step.SignedIn);
        Assert.False((await world.TryPassword(person.UserName, StaffPerson.Password)).IsOk);
        Assert.True((await world.TryPassword(person.UserName, New)).IsOk);
        Assert.Contains((AuditAction.PasswordChanged, AuditOutcome.Succeeded, "reset"), await world.Audit(person.Id));
        Assert.Contains(await world.MailsTo(person.Id), mail => mail.Subject == "Your password was changed");
    }

    [Fact]
    public async Task A_link_is_good_for_one_password_and_looking_does_not_use_it_up()
    {
        var person = await world.Person();
        var code = await Asked(person);
        for (var index = 0; index < 3; index++) Assert.NotNull(await links.Look(code, CancellationToken.None));
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)));
        Assert.Single(tries, one => one.IsOk);
        Assert.All(tries.Where(one => !one.IsOk), one => Assert.Equal(SignInRefusals.LinkOver, one.Refusal));
        Assert.Null(await links.Look(code, CancellationToken.None));
    }

    [Fact]
    public async Task A_refused_password_does_not_use_the_link_up()
    {
        var person = await world.Person();
        var code = await Asked(person);
        Assert.Equal("password-too-short", (await links.SetPassword(code, "short", StaffWorld.Somewhere, CancellationToken.None)).Refusal!.Reason);
        Assert.Equal("password-guessable", (await links.SetPassword(code, "correct horse battery staple", StaffWorld.Somewhere, CancellationToken.None)).Refusal!.Reason);
        Assert.True((await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).IsOk);
    }

    [Trait("ASVS", "6.4.1")]
    [Fact]
    public async Task A_link_ends_after_thirty_minutes()
    {
        var person = await world.Person();
        var code = await Asked(person);
        fixture.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await links.Look(code, CancellationToken.None));
        Assert.Equal(SignInRefusals.LinkOver, (await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_stranger_who_keeps_asking_takes_no_link_away_and_fills_no_mailbox()
    {
        var person = await world.Person();
        var code = await Asked(person);
        for (var minute = 0; minute < 20; minute++)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            await links.RequestPasswordReset(person.UserName, new Browser("203.0.113.66"), CancellationToken.None);
        }

        Assert.Equal(3, (await world.MailsTo(person.Id)).Count);
        var newest = await world.CodeOfMail(person.Id);
        Assert.True((await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).IsOk);
        Assert.Null(await links.Look(newest, CancellationToken.None));
    }

    [Fact]
    public async Task A_new_password_ends_every_session_and_unlocks()
    {
        var person = await world.Person();
        var session = (await world.SignIn(person)).Session;
        for (var index = 0; index < 5; index++) await world.TryPassword(person.UserName, "not the password at all");
        await links.SetPassword(await Asked(person), New, StaffWorld.Somewhere, CancellationToken.None);
        Assert.Null(await world.ActorOf(session));
        Assert.True((await world.TryPassword(person.UserName, New)).IsOk);
    }

    [Fact]
    public async Task Nobody_gets_a_mail_who_has_no_active_account_and_nobody_many()
    {
        var suspended = await world.Person();
        await fixture.Get<IStaff>().Suspend(await world.Actor(StaffRoles.Administrator), suspended.Id, CancellationToken.None);
        await links.RequestPasswordReset(suspended.UserName, StaffWorld.Somewhere, CancellationToken.None);
        await links.RequestPasswordReset("nobody.of.this.name", StaffWorld.Somewhere, CancellationToken.None);
        Assert.Empty(await world.MailsTo(suspended.Id));
        var person = await world.Person();
        for (var index = 0; index < 5; index++) await links.RequestPasswordReset(person.UserName, StaffWorld.Somewhere, CancellationToken.None);
        Assert.Single(await world.MailsTo(person.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    public async Task What_is_no_code_opens_nothing(string code)
    {
        Assert.Null(await links.Look(code, CancellationToken.None));
        Assert.Equal(SignInRefusals.LinkOver, (await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).Refusal);
    }

    [Trait("ASVS", "6.6.2")]
    [Fact]
    public async Task A_ticket_between_two_steps_is_no_link_and_a_link_no_ticket()
    {
        var person = await world.Person();
        var ticket = await world.Ticket(person);
        Assert.Null(await links.Look(ticket, CancellationToken.None));
        var code = await Asked(person);
        var step = await fixture.Get<IStaffSignIn>().WithCode(code, person.CodeAt(fixture.Clock.GetUtcNow()), StaffWorld.Somewhere, CancellationToken.None);
        Assert.Equal(SignInRefusals.TicketOver, step.Refusal);
    }

    [Trait("ASVS", "6.4.1")]
    [Fact]
    public async Task An_invited_person_chooses_a_password_and_enrols()
    {
        var administrator = await world.Actor(StaffRoles.Administrator);
        var invited = (await fixture.Get<IStaff>().Invite(administrator, new NewStaff("nina.berg", "nina.berg@clinic.example", "Nina Berg", StaffRoles.Coordinator), CancellationToken.None)).Value;
        var mail = Assert.Single(await world.MailsTo(invited.Person));
        Assert.Equal("nina.berg@clinic.example", mail.To);
        Assert.Contains("https://portal.test/invitation?code=", mail.Text, StringComparison.Ordinal);
        Assert.False((await world.TryPassword("nina.berg", New)).IsOk);
        var code = await world.CodeOfMail(invited.Person);
        fixture.Clock.Jump(TimeSpan.FromDays(6));
        Assert.Equal(new AccountLink(AccountLinkPurpose.Invitation, "nina.berg", "Nina Berg"), await links.Look(code, CancellationToken.None));
        Assert.Equal("password-guessable", (await links.SetPassword(code, "Nina.Berg.nina.berg.1", StaffWorld.Somewhere, CancellationToken.None)).Refusal!.Reason);
        var step = (await links.SetPassword(code, New, StaffWorld.Somewhere, CancellationToken.None)).Value;
        Assert.Equal(SignInStage.EnrolmentNeeded, step.Stage);
        var enrolment = (await fixture.Get<IStaffSignIn>().Enrolment(step.Ticket!, CancellationToken.None)).Value;
        var enrolled = await fixture.Get<IStaffSignIn>().Enrol(step.Ticket!, Authenticator.CodeOf(enrolment, fixture.Clock), StaffWorld.Somewhere, CancellationToken.None);
        Assert.Equal(StaffRoles.Coordinator, (await world.ActorOf(enrolled.Value.SignedIn.Session))!.Roles);
    }

    [Fact]
    public async Task Mails_are_in_the_language_of_whoever_asked()
    {
        var person = await world.Person();
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = new CultureInfo("es-MX");
            await links.RequestPasswordReset(person.UserName, StaffWorld.Somewhere, CancellationToken.None);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }

        Assert.Equal("Una contraseña nueva para el portal de atención", Assert.Single(await world.MailsTo(person.Id)).Subject);
    }

    private async Task<string> Asked(StaffPerson person)
    {
        await links.RequestPasswordReset(person.UserName, StaffWorld.Somewhere, CancellationToken.None);
        return await world.CodeOfMail(person.Id);
    }
}
