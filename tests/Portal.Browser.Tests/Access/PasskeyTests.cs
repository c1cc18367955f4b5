using Microsoft.Playwright;
using Portal.Browser.Tests.Look;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Access;

/// <summary>Passkeys in a real browser, with the authenticator that Chromium pretends to have. About four seconds: each step is a page.</summary>
[Collection(BrowserTests.Name)]
public sealed class PasskeyTests(Browsers browsers)
{
    [Fact]
    public async Task A_passkey_is_made_signs_in_by_the_keyboard_alone_and_is_removed()
    {
        var looks = new Looks("passkeys", ColorScheme.Light, ColorScheme.Dark);
        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor);
        var page = auditor.Page;
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        var device = (await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        }))!.Value.GetProperty("authenticatorId").GetString()!;

        await auditor.GoTo("/account");
        await page.GetByLabel("Name").FillAsync("Ward laptop");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("The passkey is added.")).ToBeVisibleAsync();
        await page.Locator("#passkeys-title").EvaluateAsync("heading => heading.scrollIntoView()");
        await looks.At(auditor.Window, "account");
        await page.SetViewportSizeAsync(360, 740);
        await page.Locator("#passkeys-title").EvaluateAsync("heading => heading.scrollIntoView()");
        await looks.At(auditor.Window, "account-narrow");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync(address => address.Contains("/sign-in", StringComparison.Ordinal));
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" });
        await Verifies(false);
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("No passkey was used.")).ToBeVisibleAsync();
        await looks.At(auditor.Window, "sign-in-unused");
        await Verifies(true);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal));

        await auditor.GoTo("/confirm?ReturnUrl=/account");
        await looks.At(auditor.Window, "confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm with a passkey" }).PressAsync("Enter");
        await page.WaitForURLAsync(address => address.EndsWith("/account", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Ward laptop" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Ward laptop")).ToHaveCountAsync(0);
        looks.AreRight();

        async Task Verifies(bool isPerson) => await devtools.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = device, ["isUserVerified"] = isPerson });
    }
}
