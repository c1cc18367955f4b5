using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Testing.Ehr;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Summaries;

/// <summary>What was said becomes part of the patient's record: a clinician's browser, the portal, and an EHR that keeps what it is sent.</summary>
[Collection(BrowserTests.Name)]
public sealed class SummaryIntoTheRecordTests : IAsyncLifetime
{
    private const string Name = "Margaret Okafor";
    private FhirServer ehr = null!;
    private DemoPortal portal = null!;
    private Browsers browsers = null!;

    public async Task InitializeAsync()
    {
        ehr = await FhirServer.Start();
        ehr.Add(Known("Practitioner", "urn:demo:staff", "clinician"));
        portal = new DemoPortal(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Ehr__Address"] = ehr.Address.ToString(),
            ["Ehr__AllowPrivateAddresses"] = "true",
            ["Ehr__PatientSystem"] = "urn:demo:mrn",
            ["Ehr__PractitionerSystem"] = "urn:demo:staff",
            ["Ehr__IndexLag"] = "00:00:00.100",
        });
        await portal.InitializeAsync();
        browsers = await Browsers.Beside(portal, Browsers.Executable, []);
    }

    public async Task DisposeAsync()
    {
        await browsers.DisposeAsync();
        await portal.DisposeAsync();
        await ehr.DisposeAsync();
    }

    [Fact]
    public async Task A_conversation_is_drafted_edited_signed_filed_and_corrected()
    {
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        var page = clinician.Page;
        await clinician.Open(Name);
        ehr.Add(Known("Patient", "urn:demo:mrn", await page.Locator(".thread-head .code").InnerTextAsync()));

        // Draft, with the messages behind a sentence.
        await page.GetByRole(AriaRole.Button, new() { Name = "Summarise" }).ClickAsync();
        await page.GetByLabel("The whole conversation").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the draft" }).ClickAsync();
        var sentence = page.Locator("button.sentence").First;
        await sentence.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".source-text").First).Not.ToBeEmptyAsync();
        await Expect(page.Locator(".sources button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(sentence).ToBeFocusedAsync();

        // Edit; a reload shows what was saved.
        await WritePlan(page, "Furosemide 40 mg in the morning.");
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Plan" })).ToHaveValueAsync("Furosemide 40 mg in the morning.");

        // Sign, and the receipt.
        await Sign(page);
        await Expect(page.Locator(".filing[data-status=Filed]")).ToBeVisibleAsync();
        var first = Assert.Single(ehr.All("Communication"));
        await Expect(page.Locator(".filing .code").First).ToContainTextAsync($"Communication/{first["id"]}");
        Assert.Contains("Furosemide 40 mg in the morning.", first.ToJsonString(), StringComparison.Ordinal);

        // Correct what was signed.
        await page.GetByRole(AriaRole.Button, new() { Name = "Correct", Exact = true }).ClickAsync();
        await page.GetByLabel("What has to be put right?").FillAsync("The dose");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin the correction" }).ClickAsync();
        await WritePlan(page, "Furosemide 20 mg in the morning.");
        await Sign(page);
        await Expect(page.Locator(".sheet-signed > .filing[data-status=Filed]")).ToBeVisibleAsync();
        Assert.Contains(ehr.All("Communication"), kept => kept.ToJsonString().Contains("Furosemide 20 mg in the morning.", StringComparison.Ordinal));
        await Expect(page.Locator(".version")).ToContainTextAsync("Version 1");

        // In the conversation.
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Conversation" }).First.ClickAsync();
        await Expect(page.Locator(".summary-strip .tag")).ToHaveTextAsync("Filed");
        Assert.Empty(clinician.Window.Complaints);
    }

    private static async Task Sign(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign now" }).ClickAsync();
    }

    /// <summary>The field hands its text over when it is left.</summary>
    private static async Task WritePlan(IPage page, string text)
    {
        var sheet = page.Locator(".sheet-sections");
        var before = await sheet.GetAttributeAsync("data-revision");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Plan" }).FillAsync(text);
        await page.Keyboard.PressAsync("Tab");
        await Expect(sheet).Not.ToHaveAttributeAsync("data-revision", before!);
        await Expect(page.Locator(".sheet-kept")).ToHaveAttributeAsync("data-keeping", "Saved");
    }

    private static JsonObject Known(string type, string system, string value) =>
        new() { ["resourceType"] = type, ["identifier"] = new JsonArray(new JsonObject { ["system"] = system, ["value"] = value }) };
}
