using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Portal.Benchmarks.Load;

/// <summary>A patient in the hospital's page and a clinician at the portal who hold one visit after the other.</summary>
internal sealed class HeldVisits : IAsyncDisposable
{
    private const string Name = "Samuel Adeyemi";
    private const string Mrn = "1004";
    private readonly DemoVisits visits;
    private readonly Patient patient;
    private readonly Staff clinician;

    private HeldVisits(DemoVisits visits, Patient patient, Staff clinician) => (this.visits, this.patient, this.clinician) = (visits, patient, clinician);

    public static async Task<HeldVisits> Begin(Browsers browsers) =>
        new(await DemoVisits.Of(browsers.Portal, Mrn), await Patient.SignIn(browsers, Name), await Staff.SignIn(browsers, DemoStaff.Clinician));

    /// <summary>A whole visit; what is measured begins with the clinician's word to let the patient in.</summary>
    public async Task<FirstPictures> Join()
    {
        var visit = await visits.Book();
        await patient.ComeBack();
        await clinician.GoTo("/visits");
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Get ready" }).ClickAsync();
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "I am ready" }).ClickAsync();
        await Expect(patient.Widget.GetByText("You are next")).ToBeVisibleAsync();
        var admit = clinician.Page.Locator(".visit-row").Filter(new() { HasText = Name }).GetByRole(AriaRole.Button, new() { Name = "Admit" });
        await Expect(admit).ToBeEnabledAsync();
        var (here, there) = (new FirstPicture(clinician.Page.Locator("body")), new FirstPicture(patient.Widget.Locator("body")));
        await here.Expect();
        await there.Expect();
        var begun = await here.Click(admit);
        var pictures = new FirstPictures(await here.Seen() - begun, await there.Seen() - begun);
        await visits.End(visit);
        return pictures;
    }

    public async ValueTask DisposeAsync()
    {
        visits.Dispose();
        await patient.DisposeAsync();
        await clinician.DisposeAsync();
    }
}
