using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Portal.Browser.Tests.Visits;
using Portal.Testing.Hooks;
using Portal.Testing.Time;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Oversight;

/// <summary>What those who answer for the portal do in it, from the first click to what it changes for others. Their windows close without a patient's word in them.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class OversightTests(Browsers browsers)
{
    /// <summary>What is promised for taking access away.</summary>
    private const float Promised = 5_000;

    [Fact]
    public async Task Who_is_invited_comes_in_by_the_mail_once()
    {
        await using var administrator = await Staff.SignIn(browsers, DemoStaff.Administrator);
        await administrator.GoTo("/staff");
        await administrator.Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var dialog = administrator.Page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("#displayName").FillAsync("Dr. Ivy Newcome");
        await dialog.Locator("#email").FillAsync("ivy.newcome@example.org");
        await dialog.Locator("#userName").FillAsync("ivy");
        await dialog.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        await dialog.Locator("button[form=invite]").ClickAsync();
        await Expect(administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Dr. Ivy Newcome" })).ToBeVisibleAsync();

        string? link = null;
        await Until.True(async () => (link = (await browsers.Portal.Mails()).Select(mail => Invitation().Match(mail)).FirstOrDefault(found => found.Success)?.Value) is not null);
        await using var newcomer = await browsers.Open();
        await newcomer.Page.GotoAsync(link!);
        Assert.DoesNotContain("code=", newcomer.Page.Url, StringComparison.Ordinal);
        await newcomer.Page.Locator("#password").FillAsync("a-long-way-from-the-harbour");
        await newcomer.Page.Keyboard.PressAsync("Enter");
        await newcomer.Page.WaitForURLAsync(address => !address.Contains("/invitation", StringComparison.Ordinal));
        await Expect(newcomer.Page.Locator("h1").First).ToHaveTextAsync("Inbox");
        await Expect(newcomer.Page.Locator(".list .row")).ToHaveCountAsync(0); // of no care team yet

        await using var late = await browsers.Open();
        await late.Page.GotoAsync(link!);
        await Expect(late.Page.Locator("#password")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_suspended_is_out_of_an_open_conversation_and_of_a_call_at_once()
    {
        const string patient = "Priya Raman";
        await using var call = await HeldCall.Begin(browsers, browsers, patient, DemoStaff.OtherClinician);
        await using var reader = await Staff.SignIn(browsers, DemoStaff.OtherClinician);
        await reader.Open(patient);
        await using var administrator = await Staff.SignIn(browsers, DemoStaff.Administrator);
        await administrator.GoTo("/staff");
        await Act("Suspend");
        await Expect(reader.Page.GetByText(patient)).ToHaveCountAsync(0, new() { Timeout = Promised });
        await Expect(reader.Thread.Messages).ToHaveCountAsync(0);
        await Expect(call.Clinician.Page.GetByText(patient)).ToHaveCountAsync(0, new() { Timeout = Promised });
        await Until.True(async () => await browsers.Portal.InCalls() == 1); // the patient
        Assert.Equal(401, await reader.Page.EvaluateAsync<int>("async () => (await fetch('/api/v1/conversations')).status"));

        await administrator.GoTo("/staff");
        await Act("Let in again");
        await using var again = await Staff.SignIn(browsers, DemoStaff.OtherClinician);
        await again.Open(patient);

        async Task Act(string name)
        {
            var row = administrator.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = DemoStaff.OtherClinician.DisplayName });
            await row.Locator(".menu > summary").ClickAsync();
            await row.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
            await administrator.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
            await Expect(administrator.Page.Locator("main .banner[data-tone=ok]")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Emergency_access_is_in_the_patients_own_log_and_is_reviewed_without_a_word_of_it()
    {
        const string reason = "Collapsed at the bus stop, no companion.";
        await using (var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician))
        {
            await clinician.GoTo("/break-glass");
            await clinician.Page.Locator("#value").FillAsync("2001");
            await clinician.Page.Locator("#born").FillAsync("1990-06-03");
            await clinician.Page.Keyboard.PressAsync("Enter");
            await clinician.Page.Locator("[name=purpose]").First.CheckAsync();
            await clinician.Page.Locator("#reason").FillAsync(reason);
            await clinician.Page.Locator("main .button-danger").ClickAsync();
            await Expect(clinician.Page.Locator(".app-bar-emergency")).ToBeVisibleAsync();
        }

        await using var patient = await Patient.SignIn(browsers, "Priya Raman");
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Back to conversations" }).Locator("visible=true").First.ClickAsync();
        await patient.Widget.GetByRole(AriaRole.Button, new() { Name = "Who opened my record" }).ClickAsync();
        var declared = patient.Widget.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Declared an emergency" });
        await Expect(declared).ToContainTextAsync(DemoStaff.Clinician.DisplayName);
        await Expect(declared).ToContainTextAsync("Emergency access for treatment in an emergency");
        Assert.False(await patient.Window.Received(reason), "the reason is the care team's");

        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor);
        await auditor.GoTo("/break-glass-reviews");
        var line = auditor.Page.Locator("main tbody tr").Filter(new() { HasText = DemoStaff.Clinician.DisplayName }).First;
        await line.Locator("td.number a").ClickAsync();
        await Expect(auditor.Page.Locator(".timeline-moment").First).ToContainTextAsync("Emergency access taken");
        await auditor.GoTo("/break-glass-reviews");
        await line.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(auditor.Page.Locator("main .banner[data-tone=ok]")).ToBeVisibleAsync();
        Assert.False(await auditor.Window.Received(reason), "the reason came to an auditor");
    }

    [Fact]
    public async Task A_proof_taken_away_is_verified_without_the_portal()
    {
        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor);
        await auditor.GoTo("/audit");
        await auditor.Page.Locator("#format").SelectOptionAsync("Proof");
        await auditor.Page.Locator("[aria-labelledby=export-title] form button").ClickAsync();
        var proof = await Save(auditor.Page.Locator("[aria-labelledby=export-title] .banner a"), "proof.jsonl");
        await auditor.Page.Locator("details:has(#verify-from) > summary").ClickAsync();
        var key = await Save(auditor.Page.Locator("details:has(#verify-from) a[download]"), "key.pem");
        Assert.Contains("holds", await browsers.Portal.Run("verify-audit", "--export", proof, "--key", key), StringComparison.Ordinal);

        // One character of one line is enough.
        var lines = await File.ReadAllLinesAsync(proof);
        var changed = Array.FindIndex(lines, lines.Length / 2, line => line.Contains("\"record\":\"A", StringComparison.Ordinal)); // each begins with the byte 2
        lines[changed] = lines[changed].Replace("\"record\":\"A", "\"record\":\"B", StringComparison.Ordinal);
        await File.WriteAllTextAsync(proof, string.Join('\n', lines) + "\n");
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => browsers.Portal.Run("verify-audit", "--export", proof, "--key", key));
        Assert.Contains("broken", failed.Message, StringComparison.Ordinal);

        async Task<string> Save(ILocator link, string name)
        {
            var download = await auditor.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
            var path = Path.Combine(Directory.CreateTempSubdirectory("portal-audit-").FullName, name);
            await download.SaveAsAsync(path);
            return path;
        }
    }

    [Fact]
    public async Task What_a_receiver_did_not_take_is_parked_and_sent_again_by_hand()
    {
        await using var receiver = await HookReceiver.Start();
        receiver.Says(503);
        await using var administrator = await Staff.SignIn(browsers, DemoStaff.Administrator);
        await administrator.GoTo("/webhooks");
        await administrator.Page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).ClickAsync();
        await administrator.Page.Locator("#webhook-name").FillAsync("Journal");
        await administrator.Page.Locator("#webhook-address").FillAsync(receiver.Address.ToString());
        await administrator.Page.Locator("button[form=create-webhook]").ClickAsync();
        await Expect(administrator.Page.Locator(".secret")).ToBeVisibleAsync();
        await administrator.Page.GetByRole(AriaRole.Dialog).Locator(".button-primary").ClickAsync();
        await using (var patient = await Patient.SignIn(browsers, "Margaret Okafor")) await patient.Thread.Send("Is the appointment still on?");
        await Until.True(() => receiver.Received.Any(call => call.Type == "message.posted"));
        await browsers.Portal.AgeWebhookDeliveries();

        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Journal" }).ClickAsync();
        var replay = administrator.Page.Locator("[aria-labelledby=attempts-title] tbody button").First;
        await Until.True(async () =>
        {
            await administrator.Page.Locator("#attempts-title ~ button").ClickAsync();
            return await replay.IsVisibleAsync();
        });
        receiver.Says(204);
        var before = receiver.Received.Count;
        await replay.ClickAsync();
        await Until.True(() => receiver.Received.Count > before);
        Assert.Equal(receiver.Received[before - 1].Id, receiver.Received[^1].Id); // the receiver knows it as the same
        await Expect(administrator.Page.Locator("main .banner[data-tone=ok]")).ToBeVisibleAsync();
    }

    [GeneratedRegex(@"https?://\S+/invitation\?code=[\w-]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Invitation();
}
