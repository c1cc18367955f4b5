using Microsoft.Playwright;
using Portal.Browser.Tests.Look;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>Every state of a visit on both sides, wide and narrow, light and dark, in both languages: accessible, no wider than the screen, and without a complaint of the browser.</summary>
[Collection(BrowserTests.Name)]
[Trait("Category", "Soak")]
public sealed class VisitLookTests(Browsers browsers)
{
    /// <summary>Who waits as well.</summary>
    private static readonly string[] Others = ["Samuel Adeyemi", "Ingrid Solberg"];

    [Fact]
    public async Task A_visit_looks_right_in_each_state()
    {
        await using var first = await Patient.SignIn(browsers, Others[0]);
        await using var second = await Patient.SignIn(browsers, Others[1]);
        await using (var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse))
        {
            foreach (var name in Others) await Book(nurse, name);
        }

        foreach (var waits in (Patient[])[first, second])
        {
            await waits.Widget.GetByRole(AriaRole.Button, new() { Name = "Get ready" }).ClickAsync();
            await waits.Widget.GetByRole(AriaRole.Button, new() { Name = "I am ready" }).ClickAsync();
        }

        await Look("wide", Screen.Desktop, "Margaret Okafor");
        await Look("phone", Screen.Phone with { Locale = "es-MX" }, "Tomás Herrera");
    }

    private async Task Look(string screen, Screen look, string name)
    {
        var (looks, t) = (new Looks($"visit-{screen}", ColorScheme.Light, ColorScheme.Dark), new VisitWords(look.Locale));
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician, look);
        await using var patient = await Patient.SignIn(browsers, name, look);
        await Book(clinician, name);
        var (theirs, pane) = (new CallScreen(patient.Widget.Locator("body")), new CallScreen(clinician.Page.Locator("#call-pane")));
        await theirs.Root.ScrollIntoViewIfNeededAsync();
        await looks.At(patient.Window, "line");
        await theirs.Button(t["visitOpen"]).ClickAsync();
        await Expect(theirs.Button(t["tryDevices"])).ToBeVisibleAsync();
        await looks.At(patient.Window, "check-before");
        await theirs.Button(t["tryDevices"]).ClickAsync();
        await Expect(theirs.Root.GetByText(t["heard"])).ToBeVisibleAsync();
        await Expect(theirs.Root.GetByText(t["good"]).Or(theirs.Root.GetByText(t["fair"])).Or(theirs.Root.GetByText(t["poor"]))).ToBeVisibleAsync();
        await looks.At(patient.Window, "check");
        await theirs.Button(t["ready"]).ClickAsync();
        await Expect(theirs.Root.GetByRole(AriaRole.Heading, new() { Name = t["waiting"] })).ToBeVisibleAsync();
        await looks.At(patient.Window, "waiting");
        await theirs.Button(t["callMe"]).ClickAsync();
        await looks.At(patient.Window, "call-me");
        await clinician.GoTo("/visits");
        await Expect(clinician.Page.Locator(".visit-row[data-kind=Waiting]")).ToHaveCountAsync(3);
        await looks.At(clinician.Window, "board");
        await clinician.Page.Locator(".visit-row").Filter(new() { HasText = name }).First.Locator(".visit-acts > .button-primary").ClickAsync();
        await pane.Connected();
        await theirs.Connected();
        await looks.At(patient.Window, "call");
        await looks.At(clinician.Window, "pane");
        await pane.Button(t["shrink"]).ClickAsync();
        await looks.At(clinician.Window, "pane-shrunk");
        await pane.Button(t["enlarge"]).ClickAsync();
        await pane.Button(t["remove"]).ClickAsync();
        await looks.At(clinician.Window, "pane-question");
        await pane.Button(t["cancel"]).ClickAsync();
        await TakenOver(name, look, looks, t, clinician, pane);

        await theirs.Button(t["more"]).ClickAsync();
        await Expect(theirs.Root.GetByLabel(t["lowTake"])).ToBeVisibleAsync();
        await looks.At(patient.Window, "more");
        await theirs.Root.GetByLabel(t["lowTake"]).CheckAsync();
        await theirs.Button(t["close"]).ClickAsync();
        await Expect(theirs.Root.GetByText(t["lowOn"]).First).ToBeVisibleAsync();
        await looks.At(patient.Window, "low");
        await pane.Button(t["camera"]).ClickAsync();
        await Expect(theirs.Picture("other")).ToHaveAttributeAsync("data-off", "true");
        await looks.At(patient.Window, "camera-off");
        await looks.At(clinician.Window, "pane-camera-off");
        await theirs.Button(t["chat"]).ClickAsync();
        await looks.At(patient.Window, "call-chat");

        await pane.Button(t["toWaiting"]).ClickAsync();
        await Expect(theirs.Root.GetByRole(AriaRole.Heading, new() { Name = t["waiting"] })).ToBeVisibleAsync();
        await looks.At(patient.Window, "returned");
        await looks.At(clinician.Window, "pane-waiting");
        await pane.Button(t["admit"]).ClickAsync();
        await pane.Connected();
        await theirs.Button(t["hangUp"]).ClickAsync();
        await looks.At(patient.Window, "left");
        await Expect(pane.Root.GetByText(t["otherLeft"].Replace("{name}", name, StringComparison.Ordinal)).First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "pane-alone");
        await pane.Button(t["endAll"]).ClickAsync();
        await pane.Button(t["endAll"]).ClickAsync();
        await Expect(theirs.Root.GetByText(t["over"]).First).ToBeVisibleAsync();
        await looks.At(patient.Window, "over");
        await looks.At(clinician.Window, "pane-over");
        looks.AreRight();
    }

    /// <summary>A colleague takes the clinician's place in the call, and gives it back.</summary>
    private async Task TakenOver(string name, Screen look, Looks looks, VisitWords t, Staff clinician, CallScreen pane)
    {
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse, look);
        await nurse.GoTo("/visits");
        await nurse.Page.Locator(".visit-row[data-kind=InVisit]").Filter(new() { HasText = name }).Locator(".visit-acts > .button-primary").ClickAsync();
        var hers = new CallScreen(nurse.Page.Locator("#call-pane"));
        await Expect(hers.Root.GetByText(t["isIn"].Replace("{name}", DemoStaff.Clinician.DisplayName, StringComparison.Ordinal))).ToBeVisibleAsync();
        nurse.Window.Forgive(); // The browser complains of the 422 that it is.
        await looks.At(nurse.Window, "pane-full");
        await hers.Button(t["remove"]).ClickAsync();
        await hers.Button(t["remove"]).ClickAsync();
        await hers.Connected();
        await Expect(pane.Root.GetByText(t["removed"])).ToBeVisibleAsync();
        await looks.At(clinician.Window, "pane-removed");
        await hers.Button(t["hangUp"]).ClickAsync();
        await pane.Button(t["retry"]).ClickAsync();
        await pane.Connected();
    }

    /// <summary>For now, in whatever language.</summary>
    private static async Task Book(Staff clinician, string name)
    {
        await clinician.GoTo("/inbox");
        await clinician.Open(name);
        await clinician.Page.Locator(".thread-book").ClickAsync();
        var dialog = clinician.Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("[name=when]").Last.ClickAsync();
        await dialog.Locator("#visit-reason").FillAsync("Palpitations");
        await dialog.Locator(".button-primary").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }
}
