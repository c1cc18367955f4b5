using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Running;
using Xunit;

namespace Portal.Browser.Tests.Talking;

/// <summary>The main job: a patient on the hospital's own page and two of the care team in browsers of their own talk with each other.</summary>
[Collection(BrowserTests.Name)]
public sealed class PatientAndCareTeamTests(Browsers browsers)
{
    private const string Name = "Margaret Okafor";

    [Fact]
    public async Task What_each_writes_is_seen_by_all_in_order_with_receipts()
    {
        var run = Guid.CreateVersion7().ToString("N");
        await using var patient = await Patient.SignIn(browsers, Name);
        await using var nurse = await Staff.SignIn(browsers, DemoStaff.Nurse);
        await using var clinician = await Staff.SignIn(browsers, DemoStaff.Clinician);
        await nurse.Open(Name);
        await clinician.Open(Name);
        ConversationScreen[] all = [patient.Thread, nurse.Thread, clinician.Thread];
        string[] said = [$"{run} My ankles are thinner 😀", $"{run} Good. <script>alert(1)</script> & \"rest\"", $"{run} ما زلت متعبة", $"{run} Then we see each other on Friday", $"{run} Thank you"];
        for (var turn = 0; turn < said.Length; turn++)
        {
            await all[turn % all.Length].Send(said[turn]);
            foreach (var thread in all) await thread.Sees(said[turn]);
        }

        foreach (var thread in all) Assert.Equal(said, await thread.Texts(run));
        await patient.Thread.HasState(said[0], "Displayed");
        await nurse.Thread.HasState(said[1], "Displayed");
        await clinician.Thread.HasState(said[2], "Displayed");
        Assert.Empty(patient.Window.Complaints);
        Assert.Empty(nurse.Window.Complaints);
        Assert.Empty(clinician.Window.Complaints);
    }
}
