using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Access;

/// <summary>Access that is taken away is away on the open screen, within five seconds.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessTakenAwayTests(Browsers browsers)
{
    [Fact]
    public async Task Who_leaves_the_care_team_loses_the_open_conversation()
    {
        await using var coordinator = await Staff.SignIn(browsers, DemoStaff.Coordinator);
        await coordinator.Open("Joseph Kamau");
        await Assertions.Expect(coordinator.Thread.Messages.First).ToBeVisibleAsync();
        await using var administrator = await Staff.SignIn(browsers, DemoStaff.Administrator);
        await administrator.GoTo("/care-teams");
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Diabetes Clinic" }).ClickAsync();
        await administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = DemoStaff.Coordinator.DisplayName }).GetByRole(AriaRole.Button, new() { Name = "End membership" }).ClickAsync();
        var confirm = administrator.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End membership" });
        await confirm.ClickAsync();
        await Assertions.Expect(coordinator.Thread.Messages).ToHaveCountAsync(0, new() { Timeout = 5_000 });
        await Assertions.Expect(coordinator.Page.GetByText("This conversation is no longer yours")).ToBeVisibleAsync();
        await Assertions.Expect(coordinator.Page.GetByText("Joseph Kamau")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_signs_out_leaves_nothing_on_the_screen_or_behind_it()
    {
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await nurse.Open("Ingrid Solberg");
        await nurse.Page.Locator(".app-bar .menu > summary").ClickAsync();
        await nurse.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await nurse.Page.WaitForURLAsync(address => address.Contains("/sign-in", StringComparison.Ordinal));
        await nurse.Page.EvaluateAsync("() => history.back()");
        await nurse.Page.WaitForURLAsync(address => address.Contains("/sign-in", StringComparison.Ordinal));
        await Assertions.Expect(nurse.Page.GetByText("Ingrid Solberg")).ToHaveCountAsync(0);
    }
}
