using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Talking;

/// <summary>Networks that go, pages that close, a server that is killed: what was written is there afterwards, once.</summary>
[Collection(BrowserTests.Name)]
public sealed class InterruptionTests(Browsers browsers)
{
    private const string Name = "Ingrid Solberg";

    private static string New(string words) => $"{Guid.CreateVersion7():N} {words}";

    [Fact]
    public async Task What_a_patient_writes_without_a_network_goes_when_it_is_back_once()
    {
        var text = New("written in a lift");
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await nurse.Open(Name);
        await using var patient = await Patient.SignIn(browsers, Name);
        await patient.Window.Context.SetOfflineAsync(true);
        await patient.Thread.Send(text);
        await patient.Thread.HasState(text, "Pending");
        await patient.Window.Context.SetOfflineAsync(false);
        await patient.Thread.Sees(text);
        await nurse.Thread.Sees(text);
    }

    [Fact]
    public async Task What_a_patient_wrote_without_a_network_goes_after_the_page_was_loaded_anew()
    {
        var text = New("written before the page was gone");
        await using var patient = await Patient.SignIn(browsers, Name);
        await patient.Window.Context.SetOfflineAsync(true);
        await patient.Thread.Send(text);
        await patient.Thread.HasState(text, "Pending");
        await Assert.ThrowsAsync<PlaywrightException>(() => patient.Page.ReloadAsync());
        await patient.Window.Context.SetOfflineAsync(false);
        await patient.ComeBack();
        await patient.Thread.Sees(text);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_loses_neither_message_nor_draft()
    {
        var draft = New("half a sent");
        var text = New("written while the server was away");
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        await clinician.Open(Name);
        await using var patient = await Patient.SignIn(browsers, Name);
        await clinician.Thread.Field.PressSequentiallyAsync(draft);
        await browsers.Portal.Kill();
        await patient.Thread.Send(text);
        await Assertions.Expect(clinician.Page.Locator(".reconnect[data-shown]")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await browsers.Portal.Start();
        await patient.Thread.Sees(text, within: TimeSpan.FromSeconds(30));
        await clinician.Thread.Sees(text, within: TimeSpan.FromSeconds(30));
        await Assertions.Expect(clinician.Thread.Field).ToHaveValueAsync(draft);
    }

    [Fact]
    public async Task A_draft_follows_to_another_browser()
    {
        var draft = New("I will ask Dr. Lindqvist");
        await using var here = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await here.Open(Name);
        await here.Thread.Field.PressSequentiallyAsync(draft);
        await here.GoTo("/patients");
        await using var there = await Staff.SignIn(browsers, DemoStaff.Nurse, Screen.Phone);
        await there.Open(Name);
        await Assertions.Expect(there.Thread.Field).ToHaveValueAsync(draft);
    }
}
