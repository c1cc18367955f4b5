using Portal.Domain.Audit;
using Portal.Domain.Identity;
using Xunit;

namespace Portal.Web.Tests.Identity.Provider;

/// <summary>Who is linked to whom, and when.</summary>
public sealed partial class HospitalSignInTests
{
    private const string NotByName = "This account is not linked to a hospital account by its name. Sign in with your password or a passkey.";

    [Theory]
    [InlineData("administrator", "second-person")]
    [InlineData("auditor", "second-person")]
    [InlineData("waits", "second-person")]
    [InlineData("another issuer", "linked-already")]
    public async Task A_name_links_nobody_who_is_more_than_clinical_or_was_linked_before(string who, string code)
    {
        using var browser = host.Browser();
        var person = await At(who switch { "administrator" => StaffRoles.Administrator, "auditor" => StaffRoles.Practitioner | StaffRoles.Auditor, _ => StaffRoles.Practitioner }, "desk");
        if (who == "waits") await host.World.AskFor(person, StaffRoles.Administrator);
        if (who == "another issuer") await host.World.Link(person, "https://former.hospital.example", "1");
        Assert.Equal(code == "second-person" ? NotByName : "Your hospital account is not known here. Ask an administrator.", (await Refused(browser)).Alert);
        await AuditSays($"provider-{code}");
        Assert.DoesNotContain(await host.World.Audit(person.Id), entry => entry.Action is AuditAction.ProviderLinked or AuditAction.RolesChanged or AuditAction.SignedIn);
    }

    [Fact]
    public async Task What_two_people_gave_stays_with_whoever_is_linked()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Supervisor | StaffRoles.Administrator, "desk");
        await host.World.Link(person, HospitalProvider.Issuer, $"{Provider.Person["sub"]}");
        Assert.Equal("/", (await Whole(browser, person)).Location);
        Assert.Contains((AuditAction.RolesChanged, AuditOutcome.Succeeded, $"provider:{(int)(StaffRoles.Coordinator | StaffRoles.Administrator)}"), await host.World.Audit(person.Id));
    }

    [Fact]
    public async Task What_changed_between_the_two_factors_is_looked_at_again()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Practitioner, "desk");
        var codes = await browser.Follow(await Through(browser));
        await host.World.Give(person, StaffRoles.Practitioner | StaffRoles.Administrator);
        var answer = await browser.Submit(codes, "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
        Assert.Null(answer.Location);
        Assert.Contains((AuditAction.SignInFailed, AuditOutcome.Refused, "provider-changed"), await host.World.Audit(person.Id));
        await NothingIsDone(person);
    }

    [Fact]
    public async Task What_waits_in_a_ticket_is_the_portals_own_word()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Practitioner, "desk");
        var codes = await browser.Follow(await Through(browser));
        var ticket = browser.Cookies["__Host-portal-step"];
        var carried = ticket.Split('.')[1];
        foreach (var changed in (string[])[ticket.Split('.')[0], $"{ticket.Split('.')[0]}.", $"{ticket.Split('.')[0]}.A{carried[1..]}", $"{ticket}A"])
        {
            browser.Cookies["__Host-portal-step"] = changed;
            Assert.NotNull((await browser.Submit(codes, "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())))).Alert);
            await NothingIsDone(person);
        }

        browser.Cookies["__Host-portal-step"] = ticket;
        Assert.Equal("/", (await browser.Submit(codes, "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())))).Location);
    }

    [Fact]
    public async Task A_passkey_at_the_second_step_links_its_own_person_alone()
    {
        using var browser = host.Browser();
        using var device = new Portal.Testing.People.SoftAuthenticator();
        var person = await At(StaffRoles.Practitioner, "desk");
        var step = await browser.Submit("/sign-in", "sign-in", ("UserName", person.UserName), ("Password", Portal.Testing.People.StaffPerson.Password));
        await browser.Submit(await browser.Follow(step), "code", ("Code", person.CodeAt(host.Clock.GetUtcNow())));
        await PasskeyPagesTests.Add(browser, device, "Laptop");
        var own = Provider.Person;

        // At the step of somebody else.
        var other = await At(StaffRoles.Practitioner, "desk");
        Assert.Equal("/", (await ByPasskey()).Location);
        await NothingIsDone(other);
        Provider.Person = own;
        Assert.Equal("/", (await ByPasskey()).Location);
        Assert.True(await host.World.IsLinked(person));
        Assert.Contains((AuditAction.RolesChanged, AuditOutcome.Succeeded, $"provider:{(int)StaffRoles.Coordinator}"), await host.World.Audit(person.Id));

        async Task<PageAnswer> ByPasskey()
        {
            using var fresh = host.Browser();
            var page = await fresh.Follow(await Through(fresh));
            return await PasskeyPagesTests.Send(fresh, page, "passkey", device.Get(await PasskeyPagesTests.Begin(fresh, "/sign-in/passkey")));
        }
    }

    [Fact]
    public async Task Who_enrols_an_app_at_the_second_step_is_linked_by_its_code()
    {
        using var browser = host.Browser();
        var person = await At(StaffRoles.Practitioner, "desk");
        await host.World.ForgetApp(person);
        var step = await Through(browser);
        Assert.Equal("/sign-in-app", step.Location);
        var page = await browser.Follow(step);
        await browser.Submit(page, "enrol", ("Code", "000000"));
        await NothingIsDone(person);
        var secret = person with { Secret = Base32(page.Match("<code class=\"code\">(?<it>[A-Z2-7 ]+)</code>")!) };
        Assert.Contains("Recovery", (await browser.Submit(page, "enrol", ("Code", secret.CodeAt(host.Clock.GetUtcNow())))).Title, StringComparison.OrdinalIgnoreCase);
        Assert.True(await host.World.IsLinked(person));

        // The provider did not say when the person proved who is there, and a new app proves nothing older.
        Assert.Equal("/confirm?ReturnUrl=%2Faccount", (await browser.Submit("/account", "recovery-codes")).Location);
    }

    private static byte[] Base32(string text)
    {
        var (bits, held, bytes) = (0, 0, new List<byte>());
        foreach (var letter in text.Replace(" ", "", StringComparison.Ordinal))
        {
            (bits, held) = ((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), held + 5);
            if (held < 8) continue;
            held -= 8;
            bytes.Add((byte)(bits >> held));
            bits &= (1 << held) - 1;
        }

        return [.. bytes];
    }
}
