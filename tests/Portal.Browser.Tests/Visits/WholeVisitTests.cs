using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.Look;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Testing.Time;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>A visit as it is held: two browsers with fake cameras and microphones, the portal and the hospital's page, and nothing between them but the network.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class WholeVisitTests(Browsers browsers)
{
    /// <summary>The visit is booked by then, even on a busy machine, and the test is not over yet.</summary>
    private const int SecondsToReminder = 20;

    [Fact]
    public async Task A_visit_is_booked_prepared_waited_for_held_returned_and_ended_and_its_record_tells_of_it()
    {
        const string name = "Ingrid Solberg";
        var looks = new Looks("visit");
        await using var patient = await Patient.SignIn(browsers, name);
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        await clinician.Open(name);

        // Book: one for now, and one that is an hour away in a moment, of which the clinician is to be reminded.
        var later = DateTimeOffset.UtcNow.AddHours(1).AddSeconds(SecondsToReminder);
        await HeldCall.Book(clinician, "Swollen ankle");
        await HeldCall.Book(clinician, "Ankle once more", later, DemoStaff.Clinician);

        // Device check and knock.
        await clinician.GoTo("/visits");
        var widget = patient.Widget;
        await widget.GetByRole(AriaRole.Button, new() { Name = "Get ready" }).ClickAsync();
        await widget.GetByRole(AriaRole.Button, new() { Name = "Try camera and microphone" }).ClickAsync();
        await Expect(widget.GetByText("We can hear you.")).ToBeVisibleAsync();
        await looks.At(patient.Window, "check");
        await widget.GetByRole(AriaRole.Button, new() { Name = "I am ready" }).ClickAsync();
        await Expect(widget.GetByText("You are next")).ToBeVisibleAsync();

        await looks.At(patient.Window, "waiting");
        await Expect(clinician.Page.GetByText("Waiting now")).ToBeVisibleAsync();
        await looks.At(clinician.Window, "board");

        // The place outlives a reload.
        await patient.ComeBack();
        await Expect(widget.GetByText("You are next")).ToBeVisibleAsync();

        // Admit: both see a picture that moves and hear something.
        var row = clinician.Page.Locator("li, tr, article").Filter(new() { HasText = name }).First;
        var joining = await clinician.Page.RunAndWaitForRequestAsync(() => row.GetByRole(AriaRole.Button, new() { Name = "Admit" }).ClickAsync(), request => Joins().IsMatch(request.Url));
        var visit = Joins().Match(joining.Url).Groups["visit"].Value;
        var pane = new CallScreen(clinician.Page.Locator("#call-pane"));
        var theirs = new CallScreen(widget.Locator("body"));
        await pane.Connected();
        await theirs.Connected();
        Assert.True(await pane.OtherMoves(), "the clinician sees no moving picture");
        Assert.True(await theirs.OtherMoves(), "the patient sees no moving picture");
        Assert.True(await pane.OtherSounds(), "the clinician hears nothing");
        Assert.True(await theirs.OtherSounds(), "the patient hears nothing");

        await looks.At(patient.Window, "call");
        await looks.At(clinician.Window, "pane");

        // The pane survives a change of page inside the portal.
        await clinician.Page.GetByRole(AriaRole.Link, new() { Name = "Inbox" }).First.ClickAsync();
        await clinician.Page.WaitForURLAsync(address => address.Contains("/inbox", StringComparison.Ordinal));
        Assert.True(await pane.OtherMoves(), "the call was lost with the page");

        // Screen share.
        await pane.Button("Share screen").ClickAsync();
        await Expect(theirs.Picture("otherScreen")).Not.ToHaveAttributeAsync("data-off", "true");
        Assert.True(await theirs.SharedScreenMoves(), "the patient sees no screen");
        await pane.Button("Share screen").ClickAsync();

        // How good the line is was measured, on both sides, and is told and kept.
        await Expect(pane.Root.Locator("[data-quality]")).ToBeVisibleAsync();
        await Expect(theirs.Root.Locator("[data-quality]")).ToBeVisibleAsync();

        // Return to waiting, and back.
        await pane.Button("Return to waiting room").ClickAsync();
        await Expect(widget.GetByText("You are next")).ToBeVisibleAsync();
        await pane.Root.GetByRole(AriaRole.Button, new() { Name = "Admit" }).ClickAsync();
        await theirs.Connected();
        Assert.True(await theirs.OtherMoves(), "no picture after coming back");

        // End, and the record.
        await pane.Button("End visit for all").ClickAsync();
        await pane.Button("End visit for all").ClickAsync();
        await Expect(widget.GetByText("The visit has ended").First).ToBeVisibleAsync();
        await clinician.GoTo($"/visit?visit={visit}");
        foreach (var moment in (string[])["Booked", "Opened the device check", "Checked in", "Admitted", "Joined the call", "Shared the screen", "Stopped sharing", "Returned to waiting", "Came back into the call", "Visit ended"])
            await Expect(clinician.Page.Locator(".timeline-what").Filter(new() { HasText = moment }).First).ToBeVisibleAsync();
        await Expect(clinician.Page.GetByText("Round trip").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "record");

        // Remind: by mail, with the appointment for one's own calendar, and no word of the patient's.
        var begins = $"DTSTART:{later.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var mail = "";
        await Until.True(async () => (mail = (await browsers.Portal.Mails()).FirstOrDefault(one => one.Contains(begins, StringComparison.Ordinal) && one.Contains("END:VCALENDAR", StringComparison.Ordinal)) ?? "").Length > 0);
        Assert.Contains("To: clinician@demo.example\nSubject: A visit in an hour\n", mail, StringComparison.Ordinal);
        Assert.Contains("--- visit.ics (text/calendar)", mail, StringComparison.Ordinal);
        Assert.All((string[])["Solberg", "nkle"], word => Assert.DoesNotContain(word, mail, StringComparison.Ordinal));
        await clinician.Page.GotoAsync(Link().Match(mail).Value);
        await Expect(clinician.Page.Locator(".timeline-what").Filter(new() { HasText = "Reminder sent" })).ToBeVisibleAsync();
        await looks.At(patient.Window, "over");
        looks.AreRight();
    }

    [GeneratedRegex("http://localhost:[0-9]+/visit[?]visit=[0-9a-f-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("/visits/(?<visit>[^/]+)/join$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Joins();
}
