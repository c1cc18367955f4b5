using Microsoft.Playwright;
using Portal.Browser.Tests.Look;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Testing.Ehr;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Summaries;

/// <summary>What was said becomes part of the patient's record: a clinician's browser, the portal, and an EHR that keeps what it is sent, or does not.</summary>
[Collection(BrowserTests.Name)]
public sealed class SummaryIntoTheRecordTests(RecordStage stage) : IClassFixture<RecordStage>
{
    [Fact]
    public async Task A_conversation_is_drafted_edited_signed_filed_and_corrected_by_the_keyboard_alone()
    {
        await using var clinician = await Staff.SignIn(stage.Browsers, DemoStaff.Clinician);
        var (page, keys) = (clinician.Page, new Keys(clinician.Page));
        var summary = new SummaryScreen(page);
        await clinician.Open("Margaret Okafor");
        await stage.Register(clinician);

        // Draft, with the messages behind a sentence.
        await keys.Use(summary.Button("Summarise"));
        await keys.GoTo(summary.Dialog.Locator("[name=reach]").First);
        await keys.Press("ArrowUp");
        await Expect(summary.Dialog.GetByLabel("The whole conversation")).ToBeCheckedAsync();
        await keys.Use(summary.Go);
        var sentence = page.Locator("button.sentence").First;
        await keys.Use(sentence);
        await Expect(page.Locator(".source-text").First).Not.ToBeEmptyAsync();
        await Expect(page.Locator(".sources button").First).ToBeFocusedAsync();
        await keys.Press("Escape");
        await Expect(sentence).ToBeFocusedAsync();

        // Escape puts them away from wherever somebody writes.
        await keys.Press("Enter");
        await Expect(page.Locator(".sources button").First).ToBeFocusedAsync();
        await keys.GoTo(summary.Field("Plan"));
        await keys.Press("Escape");
        await Expect(page.Locator(".sources")).ToBeHiddenAsync();
        await Expect(summary.Field("Plan")).ToBeFocusedAsync();

        // Edit; a reload shows what was saved.
        await Type("Furosemide 40 mg in the morning.");
        await page.ReloadAsync();
        await Expect(summary.Field("Plan")).ToHaveValueAsync("Furosemide 40 mg in the morning.");

        // Sign, and the receipt.
        await keys.Use(summary.Button("Sign"));
        await keys.Use(summary.Go);
        await Expect(page.Locator("#sheet-title")).ToBeFocusedAsync();
        await Expect(summary.Filing("Filed")).ToBeVisibleAsync();
        var first = Assert.Single(stage.Filed("Furosemide 40 mg in the morning."));
        await Expect(page.Locator(".filing .code").First).ToContainTextAsync($"Communication/{first["id"]}");

        // Correct what was signed.
        await keys.Use(summary.Button("Correct"));
        await Expect(page.GetByLabel("What has to be put right?")).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync("The dose");
        await keys.Use(summary.Go);
        await keys.GoTo(summary.Field("Plan"));
        await Type("Furosemide 20 mg in the morning.");
        await keys.Use(summary.Button("Sign"));
        await keys.Use(summary.Go);
        await Expect(summary.Filing("Filed")).ToBeVisibleAsync();
        Assert.Single(stage.Filed("Furosemide 20 mg in the morning."));
        await Expect(page.Locator(".version")).ToContainTextAsync("Version 1");

        // In the conversation.
        await keys.Use(page.Locator(".page-actions a"));
        await Expect(page.Locator(".summary-strip .tag")).ToHaveTextAsync("Filed");
        Assert.Empty(clinician.Window.Complaints);

        async Task Type(string text)
        {
            var before = await page.Locator(".sheet-sections").GetAttributeAsync("data-revision");
            await keys.Press("ControlOrMeta+a");
            await page.Keyboard.InsertTextAsync(text);
            await keys.Press("Tab");
            await Expect(page.Locator(".sheet-sections")).Not.ToHaveAttributeAsync("data-revision", before!);
        }
    }

    [Fact]
    public async Task What_the_record_refuses_or_leaves_open_is_settled_by_a_person()
    {
        await using var clinician = await Staff.SignIn(stage.Browsers, DemoStaff.Clinician);
        var (page, looks) = (clinician.Page, new Looks("record", ColorScheme.Light, ColorScheme.Dark));
        var summary = new SummaryScreen(page);
        await clinician.Open("Daniel Whitfield");
        await stage.Register(clinician);
        var conversation = clinician.Conversation;

        // Refused, with the EHR's words; tried again.
        await summary.Draft();
        await summary.Write("Plan", "Back to work in May.");
        stage.Ehr.Next(FhirTrouble.Answers(422));
        await summary.Sign();
        await Expect(summary.Filing("NeedsAttention").Locator(".ehr-words blockquote")).ToContainTextAsync("The server says no.");
        await looks.At(clinician.Window, "needs-attention");
        await page.SetViewportSizeAsync(Screen.Phone.Width, Screen.Phone.Height);
        await looks.At(clinician.Window, "needs-attention-phone");
        await page.Locator(".filing > .button").ClickAsync();
        await Expect(summary.Filing("Filed")).ToBeVisibleAsync();

        // No answer came, and it is there: somebody looked, and says under which id.
        await clinician.GoTo($"/inbox?conversation={conversation}");
        await summary.Draft();
        await summary.Write("Plan", "Half days at first.");
        stage.Ehr.Next(FhirTrouble.ClosesAfterStoring);
        await summary.Sign();
        await Expect(summary.Filing("Unknown")).ToBeVisibleAsync();
        await looks.At(clinician.Window, "unknown-phone");
        await page.SetViewportSizeAsync(Screen.Desktop.Width, Screen.Desktop.Height);
        await looks.At(clinician.Window, "unknown");
        await page.Locator(".filing-question input").FillAsync((string)Assert.Single(stage.Filed("Half days at first."))["id"]!);
        await page.Locator(".filing-question .button-primary").ClickAsync();
        await Expect(summary.Filing("Filed")).ToBeVisibleAsync();
        Assert.Single(stage.Filed("Half days at first."));

        // No answer came, and it is not there: it goes once more, and no more than that.
        await clinician.GoTo($"/inbox?conversation={conversation}");
        await summary.Draft();
        await summary.Write("Plan", "No lifting for six weeks.");
        stage.Ehr.Next(FhirTrouble.ClosesAfterReading);
        await summary.Sign();
        await Expect(summary.Filing("Unknown")).ToBeVisibleAsync();
        Assert.Empty(stage.Filed("No lifting for six weeks."));
        await page.Locator(".filing-question .button:not(.button-primary)").ClickAsync();
        await looks.At(clinician.Window, "send-once-more");
        await summary.Go.ClickAsync();
        await Expect(summary.Filing("Filed")).ToBeVisibleAsync();
        Assert.Single(stage.Filed("No lifting for six weeks."));
        looks.AreRight();
    }

    [Fact]
    public async Task Of_two_devices_none_writes_over_the_other_an_old_sign_in_signs_nothing_and_what_was_wrong_is_withdrawn()
    {
        await using var desk = await Staff.SignIn(stage.Browsers, DemoStaff.Clinician);
        await using var phone = await Staff.SignIn(stage.Browsers, DemoStaff.Clinician, Screen.Phone with { Locale = "es-MX" });
        var (atDesk, onPhone) = (new SummaryScreen(desk.Page), new SummaryScreen(phone.Page));
        var looks = new Looks("record", ColorScheme.Light, ColorScheme.Dark);
        await desk.Open("Evelyn Brandt");
        await stage.Register(desk);
        var conversation = desk.Conversation;

        // Both write.
        await atDesk.Draft();
        var address = new Uri(desk.Page.Url).PathAndQuery;
        await phone.GoTo(address);
        await onPhone.Write("Plan", "Escrito en el teléfono.");
        await atDesk.WriteAgainstAnother("Plan", "Written at the desk.");
        await atDesk.Button("Show both texts").ClickAsync();
        await Expect(atDesk.Conflict.GetByRole(AriaRole.Heading).First).ToBeFocusedAsync();
        await Expect(atDesk.Conflict.Locator(".button-primary")).ToBeInViewportAsync();
        await looks.At(desk.Window, "conflict");
        await atDesk.Conflict.Locator(".button-primary").ClickAsync();
        await Expect(atDesk.Conflict).ToBeHiddenAsync();
        await onPhone.WriteAgainstAnother("Plan", "Otra vez en el teléfono.");
        await onPhone.Conflict.Locator(".button-primary").ScrollIntoViewIfNeededAsync();
        await looks.At(phone.Window, "conflict-phone");
        await onPhone.Conflict.Locator(".button:not(.button-primary)").ClickAsync();
        await Expect(onPhone.Field("Plan")).ToHaveValueAsync("Written at the desk.");

        // A sign-in from earlier is proved again, and then it is signed.
        await desk.SignedInLongAgo(conversation);
        await atDesk.Sign();
        await Expect(atDesk.Problem).ToBeVisibleAsync();
        await looks.At(desk.Window, "step-up");
        await atDesk.Problem.GetByRole(AriaRole.Link).ClickAsync();
        await desk.Page.Locator("input[type=password]").FillAsync(DemoStaff.Clinician.Password);
        await desk.Page.Keyboard.PressAsync("Enter");
        await atDesk.Sign();
        await Expect(atDesk.Filing("Filed")).ToBeVisibleAsync();
        Assert.Single(stage.Filed("Written at the desk."));

        // A message that it was made of is taken back: told where the conversation is open, and where the summary is.
        await phone.GoTo(address);
        await Expect(onPhone.Filing("Filed")).ToBeVisibleAsync();
        await desk.GoTo($"/inbox?conversation={conversation}");
        await Expect(desk.Page.Locator(".summary-strip .tag")).ToHaveTextAsync("Filed");
        await TakeBack(desk, "With 2.6 you can go on taking warfarin as usual. Ask your dentist to call us if they are worried about bleeding. Please have an INR on Wednesday.");
        await Expect(desk.Page.Locator(".summary-strip .tag").Last).ToHaveTextAsync("Sources changed");
        await Expect(onPhone.Stale).ToBeVisibleAsync();
        await onPhone.Stale.Locator("button").First.ClickAsync();
        await Expect(phone.Page.Locator(".source .tag")).ToBeVisibleAsync();
        await looks.At(phone.Window, "stale-phone");

        // Entered in error: this EHR lets nobody change what was filed, so a person withdraws it there and says so.
        await desk.GoTo(address);
        await atDesk.Button("Entered in error").ClickAsync();
        await atDesk.Dialog.GetByRole(AriaRole.Radio).First.CheckAsync();
        await looks.At(desk.Window, "in-error-dialog");
        await atDesk.Go.ClickAsync();
        await Expect(desk.Page.Locator(".filing-question")).ToBeVisibleAsync();
        await looks.At(desk.Window, "in-error");
        await desk.Page.Locator(".filing-question .button-primary").ClickAsync();
        await Expect(atDesk.Filing("Filed")).ToBeVisibleAsync();
        await Expect(phone.Page.Locator(".sheet-who .tag").First).ToHaveAttributeAsync("data-tone", "warn");
        looks.AreRight();
    }

    private static async Task TakeBack(Staff author, string text)
    {
        var message = author.Thread.Message(text);
        await message.HoverAsync();
        await message.Locator(".message-menu > summary").ClickAsync();
        await message.Locator(".menu-item").Last.ClickAsync();
        await author.Page.GetByRole(AriaRole.Dialog).Locator(".button-danger").ClickAsync();
        await Expect(author.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }
}
