using Portal.Domain.Identity;
using Portal.Domain.Identity.SignIn;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Integrations;
using Portal.Domain.Patients;
using Portal.Testing.People;
using Portal.Web.Composition.Commands;
using Xunit;

namespace Portal.Web.Tests.Composition;

public sealed class SetupTests : IAsyncLifetime
{
    private static readonly string[] Administrator = ["--user-name", "first.admin", "--email", "admin@clinic.example", "--name", "Ada Admin"];
    private static readonly string[] Integration = ["--integration=Example Hospital", "--origins=https://www.hospital.example,https://portal.hospital.example", "--patients=urn:example:mrn"];
    private readonly StaffFixture fixture = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact]
    public async Task Options_make_the_first_administrator_and_the_first_integration()
    {
        Assert.Equal(0, await Run([.. Administrator, .. Integration]));
        var code = Between("?code=", "\n");
        var link = await fixture.Get<IAccountLinks>().Look(code, CancellationToken.None);
        Assert.Equal(new AccountLink(AccountLinkPurpose.Invitation, "first.admin", "Ada Admin"), link);
        var integration = await fixture.Get<ICredentials>().OfIntegrationKey("pik_" + Between("pik_", "\n"), CancellationToken.None);
        Assert.Equal(IntegrationScopes.SessionsPatient | IntegrationScopes.KeysManage, integration!.Scopes);
        var made = (await fixture.Get<IIntegrations>().Current(integration, CancellationToken.None)).Value;
        Assert.Equal(["https://portal.hospital.example", "https://www.hospital.example"], made.Origins.Order(StringComparer.Ordinal));
        Assert.Equal([new IdentifierSystem("urn:example:mrn", IdentifierSystemKind.Patient)], made.Systems);
    }

    [Fact]
    public async Task What_is_not_given_is_asked_for()
    {
        Assert.Equal(0, await Run([], "second.admin", "second@clinic.example", "Bea Admin", ""));
        Assert.Contains("User name of the administrator", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The administrator second.admin is made.", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("integration Example", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_there_to_ask_it_says_what_is_missing_and_makes_nothing()
    {
        Assert.Equal(1, await Run(["--user-name", "first.admin", .. Integration]));
        Assert.Contains("email", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("displayName", errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
        Assert.Equal(0, await Run([.. Administrator]));
    }

    [Fact]
    public async Task A_wrong_origin_is_said_before_anything_is_made()
    {
        Assert.Equal(1, await Run([.. Administrator, "--integration=Example Hospital", "--origins=http://www.hospital.example/path", "--patients=urn:example:mrn"]));
        Assert.Contains("origins", errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public async Task Two_administrators_are_enough_and_a_third_is_refused()
    {
        Assert.Equal(0, await Run(Administrator));
        Assert.Equal(0, await Run(["--user-name=second.admin", "--email=second@clinic.example", "--name=Bea Admin"]));
        Assert.Equal(1, await Run(["--user-name=third.admin", "--email=third@clinic.example", "--name=Cleo Admin"]));
        Assert.Contains(StaffRefusals.AlreadySetUp.Reason!, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_there_is_not_is_refused()
    {
        Assert.Equal(1, await Run(["--password", "secret"]));
        Assert.Contains("--password is no option", errors.ToString(), StringComparison.Ordinal);
    }

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    /// <summary>With answers somebody is at the console, without nobody is.</summary>
    private Task<int> Run(IReadOnlyList<string> arguments, params string[] answers)
    {
        var console = new SetupConsole(new StringReader(string.Join('\n', answers)), output, errors, answers.Length > 0);
        var command = new SetupCommand(fixture.Services, console);
        return command.Run(arguments, CancellationToken.None);
    }

    private string Between(string before, string after)
    {
        var text = output.ToString();
        var from = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[from..text.IndexOf(after, from, StringComparison.Ordinal)].Trim();
    }
}
