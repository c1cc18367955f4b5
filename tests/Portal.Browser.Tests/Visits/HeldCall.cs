using System.Globalization;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>A patient and a clinician in a call, brought there by the screens as people do it.</summary>
public sealed class HeldCall : IAsyncDisposable
{
    private HeldCall(Patient patient, Staff clinician) => (Patient, Clinician) = (patient, clinician);

    public Patient Patient { get; }

    public Staff Clinician { get; }

    public CallScreen AtPatient => new(Patient.Widget.Locator("body"));

    public CallScreen AtClinician => new(Clinician.Page.Locator("#call-pane"));

    /// <summary>Both sign in; the clinician books for now, the patient knocks, and is admitted.</summary>
    /// <param name="who">Of the patient's care team; null is its clinician.</param>
    public static async Task<HeldCall> Begin(Browsers patients, Browsers clinicians, string name, DemoStaff? who = null)
    {
        var call = new HeldCall(await Patient.SignIn(patients, name), await Staff.SignIn(clinicians, who ?? DemoStaff.Clinician));
        await call.Clinician.Open(name);
        await Book(call.Clinician, "Swollen ankle");
        await call.Clinician.GoTo("/visits");
        await call.Knock();
        await call.Row(name).GetByRole(AriaRole.Button, new() { Name = "Admit" }).ClickAsync();
        await call.AtClinician.Connected();
        await call.AtPatient.Connected();
        return call;
    }

    /// <summary>In the conversation that is open, for now.</summary>
    public static async Task Book(Staff staff, string reason)
    {
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First.ClickAsync();
        var dialog = staff.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Now").CheckAsync();
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Begin now" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>In the conversation that is open, for an agreed time, in UTC as the browsers here have it.</summary>
    public static async Task Book(Staff staff, string reason, DateTimeOffset at, DemoStaff with)
    {
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).First.ClickAsync();
        var dialog = staff.Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("#visit-day").FillAsync(at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await dialog.Locator("#visit-time").FillAsync(at.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        await dialog.Locator("#practitioner").SelectOptionAsync(new SelectOptionValue { Label = with.DisplayName });
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book a visit" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    /// <summary>The board's row of a patient.</summary>
    public ILocator Row(string name) => Clinician.Page.Locator(".visit-row").Filter(new() { HasText = name }).First;

    /// <summary>By the clinician, for both.</summary>
    public async Task End()
    {
        await AtClinician.Button("End visit for all").ClickAsync();
        await AtClinician.Button("End visit for all").ClickAsync();
        await Expect(Patient.Widget.GetByText("The visit has ended").First).ToBeVisibleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Patient.DisposeAsync();
        await Clinician.DisposeAsync();
    }

    private async Task Knock()
    {
        await Patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Get ready" }).ClickAsync();
        await Patient.Widget.GetByRole(AriaRole.Button, new() { Name = "I am ready" }).ClickAsync();
        await Expect(Patient.Widget.GetByText("You are next")).ToBeVisibleAsync();
    }
}
