using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Access;

/// <summary>Who is not of the care team gets neither text nor name, whatever is tried; and what was tried is in the audit trail.</summary>
[Collection(BrowserTests.Name)]
public sealed class OutsiderTests(Browsers browsers)
{
    private const string Given = "Margaret";
    private const string Family = "Okafor";
    private const string Patient = $"{Given} {Family}";

    public static TheoryData<DemoStaff> Outsiders => new(DemoStaff.OtherClinician, DemoStaff.Administrator, DemoStaff.Auditor);

    [Theory]
    [MemberData(nameof(Outsiders))]
    public async Task Neither_text_nor_name_reaches_who_is_not_of_the_care_team(DemoStaff outsider)
    {
        var marker = $"marker{Guid.CreateVersion7():N}";
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await nurse.Open(Patient);
        await using var other = await Staff.SignIn(browsers, outsider);
        await nurse.Thread.Send(marker);
        await nurse.Thread.Sees(marker);
        var conversation = nurse.Conversation;

        await other.GoTo($"/inbox?conversation={conversation}");
        await Assertions.Expect(other.Page.Locator("h1, .state-title").First).ToBeVisibleAsync();
        await other.GoTo("/patients");
        await Assertions.Expect(other.Page.Locator("h1").First).ToBeVisibleAsync();
        var search = other.Page.GetByRole(AriaRole.Searchbox);
        Assert.Equal(outsider == DemoStaff.OtherClinician ? 1 : 0, await search.CountAsync());
        if (outsider == DemoStaff.OtherClinician)
        {
            await search.FillAsync(Given);
            await other.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(other.Page.Locator("main .state, main .card").First).ToBeVisibleAsync();
        }

        foreach (var path in (string[])["", "/events?after=0"])
            Assert.Equal(404, await other.Page.EvaluateAsync<int>("async path => (await fetch(path)).status", $"/api/v1/conversations/{conversation}{path}"));
        Assert.Equal(0, await other.Page.GetByText(marker).CountAsync());

        // What is searched for can be found: the nurse has both.
        Assert.True(await nurse.Window.Received(marker) && await nurse.Window.Received(Family));
        Assert.False(await other.Window.Received(marker), "the text came to an outsider's browser");
        Assert.False(await other.Window.Received(Family), "the name came to an outsider's browser");
    }

    [Fact]
    public async Task The_audit_trail_says_who_opened_it_and_who_was_refused_and_it_verifies()
    {
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await nurse.Open(Patient);
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        await clinician.Open(Patient);
        await using (var other = await Staff.SignIn(browsers, DemoStaff.OtherClinician)) await other.Page.EvaluateAsync("path => fetch(path)", $"/api/v1/conversations/{nurse.Conversation}");

        await using var auditor = await Staff.SignIn(browsers, DemoStaff.Auditor);
        await auditor.GoTo("/audit");
        await auditor.Page.GetByLabel("About").SelectOptionAsync("Conversation");
        await auditor.Page.GetByLabel("Id").FillAsync(nurse.Conversation);
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Shows("Conversation opened", DemoStaff.Nurse);
        await Shows("Conversation opened", DemoStaff.Clinician);
        await Shows("Access refused", DemoStaff.OtherClinician);
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(auditor.Page.Locator(".banner[data-tone=ok]")).ToBeVisibleAsync();
        Assert.Empty(auditor.Window.Complaints);

        Task Shows(string action, DemoStaff who) =>
            Assertions.Expect(auditor.Page.Locator("tr").Filter(new() { HasText = action }).Filter(new() { HasText = who.DisplayName }).First).ToBeVisibleAsync();
    }
}
