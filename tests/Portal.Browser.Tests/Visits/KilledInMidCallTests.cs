using Portal.Browser.Tests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>What happens to a call when the portal goes from under it.</summary>
[Collection(BrowserTests.Name)]
public sealed class KilledInMidCallTests(Browsers browsers)
{
    private const string Name = "Samuel Adeyemi";

    [Fact]
    public async Task The_picture_goes_on_without_the_portal_and_the_call_is_whole_again_when_it_is_back()
    {
        await using var call = await HeldCall.Begin(browsers, browsers, Name);
        await browsers.Portal.Kill();
        Assert.True(await call.AtPatient.OtherMoves(), "the patient's picture stopped with the portal");
        Assert.True(await call.AtClinician.OtherMoves(), "the clinician's picture stopped with the portal");
        Assert.True(await call.AtPatient.OtherSounds(), "the sound stopped with the portal");
        await Expect(call.Clinician.Page.Locator("#components-reconnect-modal")).ToHaveAttributeAsync("data-shown", "");
        await browsers.Portal.Start();

        // A word that has to pass the portal: it arrives when both are connected with it again, and nobody was lost meanwhile.
        await call.AtPatient.Button("Camera").ClickAsync(new() { Timeout = 40_000 });
        await Expect(call.AtClinician.Picture("other")).ToHaveAttributeAsync("data-off", "true", new() { Timeout = 40_000 });
        await call.AtPatient.Button("Camera").ClickAsync();
        await Expect(call.AtClinician.Picture("other")).Not.ToHaveAttributeAsync("data-off", "true");
        Assert.True(await call.AtClinician.OtherMoves(), "no picture after the portal was back");
        await call.End();

        // The circuit of before is nobody's: its page waited for the call's end, and then came anew by itself.
        await Expect(call.Clinician.Page.Locator("#components-reconnect-modal")).Not.ToHaveAttributeAsync("data-shown", "");
        await Expect(call.Clinician.Page.Locator(".visit-row[data-kind=InVisit]").Filter(new() { HasText = Name })).ToHaveCountAsync(0);
    }
}
