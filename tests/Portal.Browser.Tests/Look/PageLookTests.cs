using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Look;

/// <summary>Every page of the portal and of the widget: accessible, no wider than the screen, and without a complaint of the browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageLookTests(Browsers browsers)
{
    private const string Name = "Samuel Adeyemi";

    /// <summary>Each page is looked at in light and in dark.</summary>
    private static readonly Dictionary<string, Screen> Screens = new(StringComparer.Ordinal)
    {
        ["wide"] = Screen.Desktop,
        ["phone"] = Screen.Phone with { Locale = "es-MX" },
    };

    public static TheoryData<string> Names => new(Screens.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_everybody(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var window = await browsers.Open(Screens[screen]);
        foreach (var page in (string[])["/sign-in", "/forgot-password", "/invitation"])
        {
            await window.Page.GotoAsync(browsers.Portal.Address + page);
            await looks.At(window, page.Trim('/'));
        }

        await window.Page.GotoAsync(browsers.Portal.Address + "/nowhere");
        window.Forgive(); // The browser complains of the 404 that it is.
        await looks.At(window, "nowhere");
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_a_care_team(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse, Screens[screen]);
        await Assertions.Expect(nurse.Page.Locator(".list .row").First).ToBeVisibleAsync();
        await looks.At(nurse.Window, "inbox");
        await nurse.Open(Name);
        await Assertions.Expect(nurse.Thread.Messages.Last).ToBeVisibleAsync();
        await looks.At(nurse.Window, "conversation");
        await nurse.Page.Locator(".message-menu > summary").Last.ClickAsync();
        await looks.At(nurse.Window, "conversation-menu");
        await nurse.Page.Keyboard.PressAsync("Escape");
        await nurse.GoTo("/patients");
        await nurse.Page.GetByRole(AriaRole.Searchbox).FillAsync(Name.Split(' ')[1]);
        await nurse.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(nurse.Page.Locator("article.card").First).ToBeVisibleAsync();
        await looks.At(nurse.Window, "patients");
        await nurse.GoTo("/account");
        await looks.At(nurse.Window, "account");
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_visits(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse, Screens[screen]);
        await Assertions.Expect(nurse.Page.Locator(".list .row").First).ToBeVisibleAsync();
        await nurse.Open(Name);
        await nurse.Page.Locator(".thread-book").ClickAsync();
        await Assertions.Expect(nurse.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await looks.At(nurse.Window, "visit-book");
        await nurse.Page.Locator("[name=when]").Last.ClickAsync();
        await nurse.Page.Locator("#visit-reason").FillAsync("Palpitations");
        await nurse.Page.Locator("dialog .button-primary").ClickAsync();
        await Assertions.Expect(nurse.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Assertions.Expect(nurse.Page.Locator(".visit-banner")).ToBeVisibleAsync();
        await looks.At(nurse.Window, "conversation-with-visit");
        await nurse.GoTo("/visits");
        await Assertions.Expect(nurse.Page.Locator(".visit-row").First).ToBeVisibleAsync();
        await looks.At(nurse.Window, "visits");
        await nurse.Page.Locator(".visit-row .menu > summary").Last.ClickAsync();
        await looks.At(nurse.Window, "visits-menu");
        var record = await nurse.Page.Locator(".visit-row a.menu-item").Last.GetAttributeAsync("href");
        await nurse.GoTo("/calendar");
        await Assertions.Expect(nurse.Page.Locator(".cal-visit").First).ToBeVisibleAsync();
        await looks.At(nurse.Window, "calendar");
        await nurse.GoTo(record!);
        await Assertions.Expect(nurse.Page.Locator(".timeline-moment").First).ToBeVisibleAsync();
        await looks.At(nurse.Window, "visit");
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_summaries(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician, Screens[screen]);
        await Assertions.Expect(clinician.Page.Locator(".list .row").First).ToBeVisibleAsync();
        await clinician.Open("Margaret Okafor");
        var conversation = clinician.Conversation;
        await clinician.Page.Locator(".thread-summarise").ClickAsync();
        await Assertions.Expect(clinician.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-begin");
        await clinician.Page.Locator("dialog [name=reach]").Last.CheckAsync();
        await clinician.Page.Locator("dialog .button-primary").ClickAsync();
        await Assertions.Expect(clinician.Page.Locator(".sheet-section").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-draft");
        await clinician.Page.Locator("button.sentence").First.ClickAsync();
        await Assertions.Expect(clinician.Page.Locator(".source").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-sources");
        await Assertions.Expect(clinician.Page.Locator(".sources button").First).ToBeFocusedAsync();
        await clinician.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(clinician.Page.Locator("button.sentence").First).ToBeFocusedAsync();
        await clinician.Page.Locator("[data-field=Reason]").FillAsync("Looked at again.");
        await clinician.Page.Locator("[data-field=Instructions]").FillAsync("Weigh yourself every morning.");
        await clinician.Page.Locator(".sheet-bar [aria-pressed]").ClickAsync();
        await Assertions.Expect(clinician.Page.Locator(".difference ins").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-compared");
        await clinician.Page.Locator(".sheet-bar .button-primary").ClickAsync();
        await Assertions.Expect(clinician.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-sign");
        await clinician.Page.Locator("dialog [type=checkbox]").CheckAsync();
        await clinician.Page.Locator("dialog .button-primary").ClickAsync();
        await Assertions.Expect(clinician.Page.Locator(".filing")).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-signed");
        await clinician.Page.Locator(".sheet-bar a").ClickAsync();
        await Assertions.Expect(clinician.Page.Locator(".paper-words")).ToBeVisibleAsync();
        await looks.At(clinician.Window, "summary-print");
        await clinician.GoTo($"/inbox?conversation={conversation}");
        await Assertions.Expect(clinician.Page.Locator(".summary-strip .tag").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "conversation-with-summary");
        await clinician.GoTo($"/conversation-print?conversation={conversation}");
        await Assertions.Expect(clinician.Page.Locator(".copy-entry").First).ToBeVisibleAsync();
        await looks.At(clinician.Window, "conversation-print");

        // What was shared with the signature, as the patient reads it.
        await using var patient = await Patient.SignIn(browsers, "Margaret Okafor", Screens[screen]);
        await Assertions.Expect(patient.Widget.GetByRole(AriaRole.Article).Last).ToContainTextAsync("Weigh yourself every morning.");
        await patient.Widget.GetByRole(AriaRole.Article).Last.ScrollIntoViewIfNeededAsync();
        await looks.At(patient.Window, "widget-instructions");
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_an_administrator(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var administrator = await Staff.SignIn(browsers, DemoStaff.Administrator, Screens[screen]);
        await Table("/staff", "staff");
        await administrator.Page.Locator(".page-head .button-primary").ClickAsync();
        await Assertions.Expect(administrator.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await looks.At(administrator.Window, "staff-invite");
        await administrator.GoTo("/staff-import");
        await Choose("staff-import", "userName,email,displayName,roles,careTeams,from,to\nrosa.quintero,rosa@clinic.example,Rosa Quintero,practitioner auditor,cardiology,,\n", "main .table tbody tr");
        await Choose("staff-import-wrong", "userName,email,displayName,roles,careTeams,from,to\nrosa.quintero,nowhere,=Rosa,surgeon,,,\n", "main [data-tone=danger]");
        await Table("/care-teams", "care-teams");
        await administrator.Page.Locator("main .table a, main .row").First.ClickAsync();
        await Assertions.Expect(administrator.Page.GetByText(DemoStaff.Coordinator.DisplayName).First).ToBeVisibleAsync();
        await looks.At(administrator.Window, "care-team");
        await Table("/integrations", "integrations");
        await administrator.Page.Locator("main .table a").First.ClickAsync();
        await Assertions.Expect(administrator.Page.Locator("main textarea").First).ToBeVisibleAsync();
        await looks.At(administrator.Window, "integration");
        await administrator.Page.Locator("[aria-labelledby=keys-title] tr:has(.tag[data-tone=ok]) .acts button").First.ClickAsync();
        await Assertions.Expect(administrator.Page.Locator("#overlap")).ToBeVisibleAsync();
        await looks.At(administrator.Window, "integration-replace-key");
        await administrator.Page.Locator("dialog .button-primary").ClickAsync();
        await Assertions.Expect(administrator.Page.Locator("dialog .secret")).ToBeVisibleAsync();
        await administrator.Page.Locator("dialog .button-primary").ClickAsync();
        await Assertions.Expect(administrator.Page.Locator("[aria-labelledby=keys-title] .tag[data-tone=warn]").First).ToBeVisibleAsync();
        await administrator.Page.Locator("#jwk").ScrollIntoViewIfNeededAsync();
        await looks.At(administrator.Window, "integration-keys");
        await Table("/audit", "audit");
        await Table("/deliveries", "deliveries");
        await Webhook();
        looks.AreRight();

        async Task Webhook()
        {
            await administrator.GoTo("/webhooks");
            await administrator.Page.Locator(".page-head .button-primary").ClickAsync();
            await Assertions.Expect(administrator.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await administrator.Page.Locator("#webhook-name").FillAsync($"Ward board {screen}");
            await administrator.Page.Locator("#webhook-address").FillAsync("https://localhost/hooks");
            await looks.At(administrator.Window, "webhook-create");
            await administrator.Page.Locator("dialog .button-primary").ClickAsync();
            await Assertions.Expect(administrator.Page.Locator("dialog .secret")).ToBeVisibleAsync();
            await administrator.Page.Locator("dialog .button-primary").ClickAsync();
            await Table("/webhooks", "webhooks");
            await administrator.Page.GetByRole(AriaRole.Link, new() { Name = $"Ward board {screen}" }).ClickAsync();
            await Assertions.Expect(administrator.Page.Locator("#address")).ToBeVisibleAsync();
            await administrator.Page.Locator(".page-actions button").First.ClickAsync();
            await Assertions.Expect(administrator.Page.Locator("[role=status] .banner")).ToBeVisibleAsync();
            await Assertions.Expect(administrator.Page.Locator("[aria-labelledby=attempts-title] tbody tr").First).ToBeVisibleAsync();
            await looks.At(administrator.Window, "webhook");
        }

        async Task Choose(string page, string csv, string comes)
        {
            await administrator.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "staff.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
            await Assertions.Expect(administrator.Page.Locator(comes).First).ToBeVisibleAsync();
            await looks.At(administrator.Window, page);
        }

        async Task Table(string path, string page)
        {
            await administrator.GoTo(path);
            await Assertions.Expect(administrator.Page.Locator("main .table tbody tr, main .row").First).ToBeVisibleAsync();
            await looks.At(administrator.Window, page);
        }
    }

    /// <summary>Declared, used, seen by the care team, given back and reviewed; each screen with a patient of its own.</summary>
    [Theory]
    [InlineData("wide", "2009", "1994-02-28")]
    [InlineData("phone", "2010", "1957-12-15")]
    public async Task Pages_of_emergency_access(string screen, string mrn, string born)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using (var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician, Screens[screen]))
        {
            await clinician.GoTo("/patients");
            await clinician.Page.Locator("a[href='/break-glass']").ClickAsync();
            await Assertions.Expect(clinician.Page.Locator("#value")).ToBeVisibleAsync();
            await clinician.Page.Locator("#value").FillAsync(mrn);
            await clinician.Page.Locator("#born").FillAsync(born);
            await looks.At(clinician.Window, "emergency-find");
            await clinician.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(clinician.Page.Locator("#reason")).ToBeVisibleAsync();
            await clinician.Page.Locator("[name=purpose]").First.CheckAsync();
            await clinician.Page.Locator("#reason").FillAsync("Found unconscious at the station, no companion.");
            await looks.At(clinician.Window, "emergency-declare");
            await clinician.Page.Locator("main .button-danger").ClickAsync();
            await Assertions.Expect(clinician.Page.Locator(".app-bar-emergency")).ToBeVisibleAsync();
            await Assertions.Expect(clinician.Page.Locator(".emergency .row")).ToHaveCountAsync(2);
            await looks.At(clinician.Window, "emergency-running");
            await clinician.Page.Locator(".emergency .row[data-kind=team]").ClickAsync();
            await Assertions.Expect(clinician.Page.Locator(".notice").Last).ToContainTextAsync("Found unconscious at the station");
            await looks.At(clinician.Window, "emergency-team");
            await clinician.GoTo("/break-glass");
            await clinician.Page.Locator(".emergency .card-foot button").ClickAsync();
            await Assertions.Expect(clinician.Page.Locator(".app-bar-emergency")).ToHaveCountAsync(0);
        }

        await using (var member = await Staff.SignIn(browsers, DemoStaff.OtherClinician, Screens[screen]))
        {
            await member.GoTo("/patients");
            await member.Page.GetByRole(AriaRole.Searchbox).FillAsync(mrn);
            await member.Page.Keyboard.PressAsync("Enter");
            await member.Page.Locator("a[href^='/record-accesses']").ClickAsync();
            await Assertions.Expect(member.Page.Locator("tbody .tag[data-tone=danger]").First).ToBeVisibleAsync();
            await looks.At(member.Window, "record-accesses");
        }

        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor, Screens[screen]);
        await auditor.GoTo("/break-glass-reviews");
        await Assertions.Expect(auditor.Page.Locator("main tbody button").First).ToBeVisibleAsync();
        await looks.At(auditor.Window, "emergency-reviews");
        await auditor.Page.Locator("main tbody button").First.ClickAsync();
        await Assertions.Expect(auditor.Page.Locator("main .banner[data-tone=ok]")).ToBeVisibleAsync();
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_oversight(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor, Screens[screen]);
        await auditor.GoTo("/audit");
        await Assertions.Expect(auditor.Page.Locator("main .table tbody tr").First).ToBeVisibleAsync();
        await auditor.Page.Locator("details:has(#verify-from) > summary").ClickAsync();
        await auditor.Page.Locator("[aria-labelledby=verify-title] button").ClickAsync();
        await Assertions.Expect(auditor.Page.Locator("[aria-labelledby=verify-title] .banner")).ToBeVisibleAsync();
        await auditor.Page.Locator("[aria-labelledby=export-title] form button").ClickAsync();
        await Assertions.Expect(auditor.Page.Locator("[aria-labelledby=export-title] .banner a")).ToBeVisibleAsync();
        await looks.At(auditor.Window, "audit-export");
        var download = await auditor.Page.RunAndWaitForDownloadAsync(() => auditor.Page.Locator("[aria-labelledby=export-title] .banner a").ClickAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Null(await download.FailureAsync());
        await auditor.GoTo("/audit-exports");
        await Assertions.Expect(auditor.Page.Locator("main .table a[download]").First).ToBeVisibleAsync();
        await looks.At(auditor.Window, "audit-exports");
        await auditor.GoTo("/audit-charts");
        await auditor.Page.Locator(".chart-table > summary").First.ClickAsync();
        await Assertions.Expect(auditor.Page.Locator(".chart-table tbody tr").First).ToBeVisibleAsync();
        await looks.At(auditor.Window, "audit-charts");
        await auditor.GoTo("/audit");
        await auditor.Page.Locator("main .table tbody a.short-id").First.ClickAsync();
        await Assertions.Expect(auditor.Page.Locator(".timeline-moment").First).ToBeVisibleAsync();
        await looks.At(auditor.Window, "audit-timeline");
        await using var supervisor = await Staff.SignIn(browsers, DemoStaff.Supervisor, Screens[screen]);
        await supervisor.GoTo("/unit");
        await Assertions.Expect(supervisor.Page.Locator("[aria-labelledby=assignments-title] tbody tr").First).ToBeVisibleAsync();
        await looks.At(supervisor.Window, "unit");
        looks.AreRight();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pages_of_a_patient(string screen)
    {
        var looks = new Looks(screen, ColorScheme.Light, ColorScheme.Dark);
        await using var patient = await Patient.SignIn(browsers, Name, Screens[screen]);
        await Assertions.Expect(patient.Thread.Messages.Last).ToBeVisibleAsync();
        await patient.Widget.Locator("body").ScrollIntoViewIfNeededAsync();
        await looks.At(patient.Window, "widget");
        await patient.Widget.Locator(".thread-head button, .pane-head button").Locator("visible=true").First.ClickAsync();
        await Assertions.Expect(patient.Widget.Locator(".row").First).ToBeVisibleAsync();
        await looks.At(patient.Window, "widget-list");
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Who opened my record" }).ClickAsync();
        await Assertions.Expect(patient.Widget.Locator("ol li > time").First).ToBeVisibleAsync();
        await looks.At(patient.Window, "widget-record");
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Back to conversations" }).ClickAsync();
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await Assertions.Expect(patient.Widget.Locator("#topic")).ToBeVisibleAsync();
        await looks.At(patient.Window, "widget-new");
        looks.AreRight();
    }
}
