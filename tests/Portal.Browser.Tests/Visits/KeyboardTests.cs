using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>A visit for people who use no mouse: Tab, Enter, Escape and the call's own keys, and the focus where the next thing is.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyboardTests(Browsers browsers)
{
    private const string Name = "Margaret Okafor";

    [Fact]
    public async Task A_visit_goes_from_the_knock_to_its_end_by_the_keyboard_alone_on_both_sides()
    {
        await using var patient = await Patient.SignIn(browsers, Name);
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        await clinician.Open(Name);
        await HeldCall.Book(clinician, "Dizzy in the morning");
        await clinician.GoTo("/visits");
        var (theirs, pane) = (new CallScreen(patient.Widget.Locator("body")), new CallScreen(clinician.Page.Locator("#call-pane")));
        var (patients, clinicians) = (new Keys(patient.Page), new Keys(clinician.Page));

        // The knock.
        await patients.Use(theirs.Button("Get ready"));
        await Expect(Heading(theirs, "Before your visit")).ToBeFocusedAsync();
        await patients.Use(theirs.Button("I am ready"));
        await Expect(Heading(theirs, "You are in the waiting room")).ToBeFocusedAsync();

        // Admit: both are in the call, where its own keys are.
        await clinicians.Use(clinician.Page.Locator(".visit-row").Filter(new() { HasText = Name }).GetByRole(AriaRole.Button, new() { Name = "Admit" }));
        await Expect(Call(pane)).ToBeFocusedAsync();
        await Expect(Call(theirs)).ToBeFocusedAsync();
        await pane.Connected();
        await theirs.Connected();
        await clinicians.Press("m");
        await Expect(theirs.Root.GetByText("Dr. Elin Lindqvist is muted").First).ToBeAttachedAsync();
        await clinicians.Press("m");
        await Expect(pane.Button("Microphone")).ToHaveAttributeAsync("aria-pressed", "true");
        await patients.Press("v");
        await Expect(pane.Picture("other")).ToHaveAttributeAsync("data-off", "true");
        await patients.Press("v");
        await pane.Connected();

        // What is behind "More", and back.
        await patients.Use(theirs.Button("More"));
        await Expect(theirs.Root.GetByLabel("Sound only")).ToBeVisibleAsync();
        Assert.True(await theirs.Root.GetByRole(AriaRole.Group, new() { Name = "More" }).EvaluateAsync<bool>("panel => panel.contains(document.activeElement)"), "the focus is not in the panel");
        await patients.Press("Escape");
        await Expect(theirs.Button("More")).ToBeFocusedAsync();

        // The pane is shrunk, and the same key brings it back.
        await clinicians.Press("Shift+Tab");
        await Expect(pane.Button("Shrink")).ToBeFocusedAsync();
        await clinicians.Press("Enter");
        await Expect(pane.Button("Enlarge")).ToBeFocusedAsync();
        await clinicians.Press("Enter");
        await Expect(pane.Button("Shrink")).ToBeFocusedAsync();

        // Taken out, and let in again: asked first, with the harmless answer under the keyboard.
        await clinicians.Use(pane.Button("Take out of the call"));
        await Expect(pane.Button("Cancel")).ToBeFocusedAsync();
        await clinicians.Press("Escape");
        await Expect(pane.Button("Take out of the call")).ToBeFocusedAsync();
        await clinicians.Press("Enter");
        await Expect(pane.Button("Cancel")).ToBeFocusedAsync();
        await clinicians.Press("Shift+Tab");
        await Expect(pane.Button("Take out of the call")).ToBeFocusedAsync();
        await clinicians.Press("Enter");
        await Expect(Heading(pane, $"{Name} is in the waiting room.")).ToBeFocusedAsync();
        await Expect(Heading(theirs, "You are in the waiting room")).ToBeFocusedAsync();
        await clinicians.Use(pane.Button("Admit"));
        await Expect(Call(pane)).ToBeFocusedAsync();
        await theirs.Connected();
        Assert.True(await theirs.OtherMoves(), "no picture after coming back");

        // The end, and back into the page.
        await clinicians.Use(pane.Button("End visit for all"));
        await Expect(pane.Button("Cancel")).ToBeFocusedAsync();
        await clinicians.Press("Shift+Tab");
        await Expect(pane.Button("End visit for all")).ToBeFocusedAsync();
        await clinicians.Press("Enter");
        await Expect(Heading(pane, "The visit has ended")).ToBeFocusedAsync();
        await Expect(Heading(theirs, "The visit has ended")).ToBeFocusedAsync();
        await clinicians.Use(pane.Button("Close"));
        await Expect(pane.Root).ToHaveCountAsync(0);
        await Expect(clinician.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    }

    private static ILocator Heading(CallScreen screen, string words) => screen.Root.GetByRole(AriaRole.Heading, new() { Name = words });

    private static ILocator Call(CallScreen screen) => screen.Root.GetByRole(AriaRole.Group, new() { Name = "Visit with" }).First;
}
