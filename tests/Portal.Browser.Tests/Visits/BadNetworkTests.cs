using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Testing.Networks;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Portal.Browser.Tests.Visits;

/// <summary>
/// A call over lines that are bad for real, and while what carries it is killed: each browser in a network of its own, which lead to each other only over the
/// TURN server. What is measured is what is heard; each trouble prints how it went.
/// </summary>
[Collection(CallTests.Name)]
public sealed class BadNetworkTests(CallStage stage, ITestOutputHelper output)
{
    private const string Name = "Margaret Okafor";

    /// <summary>What is promised is 5 s; that sound is there is known by a tone, which comes every second.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(6);

    /// <summary>To come back at all, on a machine that is busy with other things.</summary>
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    /// <summary>Nobody hears nothing for so long without being told.</summary>
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(6);

    /// <summary>A ghost is gone by then.</summary>
    private static readonly TimeSpan Haunting = TimeSpan.FromSeconds(60);

    private static readonly IReadOnlyList<Trouble> EveryTrouble =
    [
        Trouble.Loss(5), Trouble.Loss(20), Trouble.Far(), Trouble.Narrow(),
        Trouble.SilentCut(10), Trouble.LinkCut(10), Trouble.SilentCut(40), Trouble.LinkCut(40),
        Trouble.AddressOfPatient(), Trouble.AddressOfClinician(), Trouble.WithoutUdp(),
    ];

    [NetworkFact]
    public async Task A_call_outlives_a_bad_line_and_what_is_killed_around_it()
    {
        await using var call = await TroubledCall.Begin(stage, Name, output);
        await Outlives(call, Generous, rests: false, [Trouble.SilentCut(10), Trouble.AddressOfPatient(), Trouble.WithoutUdp()]);
        await OutlivesConnections(call);
        await OutlivesTheRelay(call);
        await LeavesNoGhost(call);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task A_call_outlives_every_bad_line_three_times()
    {
        // Its visit is left open: by then the clinician's page has locked itself, and no button ends it.
        await using var call = await TroubledCall.Begin(stage, "Ingrid Solberg", output);
        await Outlives(call, Promised, rests: true, [.. EveryTrouble, .. EveryTrouble, .. EveryTrouble]);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task A_call_outlives_its_connections_and_its_relay_three_times_and_leaves_no_ghost()
    {
        await using var call = await TroubledCall.Begin(stage, Name, output);
        for (var round = 1; round <= 3; round++)
        {
            await call.Rest();
            await OutlivesConnections(call);
            await OutlivesTheRelay(call);
        }

        await LeavesNoGhost(call);
        await ComesBack(call);
    }

    private static async Task Outlives(TroubledCall call, TimeSpan limit, bool rests, IReadOnlyList<Trouble> troubles)
    {
        var late = new List<string>();
        foreach (var trouble in troubles)
        {
            if (rests) await call.Rest();
            var courses = await call.Goes(trouble);
            Assert.All(courses.Where(course => course.LongestSilenceInAll > Untold), course => Assert.NotEmpty(course.Said));
            late.AddRange(courses.Where(course => trouble.Silence(course) > limit).Select(course => $"{trouble.Name}: {course}"));
        }

        Assert.True(await call.Call.AtClinician.OtherMoves(), "no picture afterwards");
        Assert.Empty(late);
    }

    /// <summary>Nobody hears anything of it.</summary>
    private static async Task OutlivesConnections(TroubledCall call)
    {
        var courses = await call.Goes(Trouble.OfConnections("the call's connections to the portal are broken", async () =>
        {
            Assert.Equal(1, await call.Patient.Break("/hubs/video"));
            Assert.Equal(1, await call.Clinician.Break("/hubs/video"));
        }));
        Assert.All(courses, course => Assert.Equal(TimeSpan.Zero, course.LongestSilenceInAll));

        // A word that has to pass the portal.
        await call.Call.AtPatient.Button("Camera").ClickAsync();
        await Expect(call.Call.AtClinician.Picture("other")).ToHaveAttributeAsync("data-off", "true");
        await call.Call.AtPatient.Button("Camera").ClickAsync();
        await Expect(call.Call.AtClinician.Picture("other")).Not.ToHaveAttributeAsync("data-off", "true");

        courses = await call.Goes(Trouble.OfConnections("the circuit is broken", async () => Assert.Equal(1, await call.Clinician.Break("/_blazor"))));
        Assert.All(courses, course => Assert.Equal(TimeSpan.Zero, course.LongestSilenceInAll));
        await Expect(call.Call.Clinician.Page.Locator("#components-reconnect-modal")).Not.ToHaveAttributeAsync("data-shown", "");
    }

    /// <summary>Without it nothing passes: both are told, and hear each other again when it is back.</summary>
    private async Task OutlivesTheRelay(TroubledCall call)
    {
        var courses = await call.Goes(Trouble.OfTheRelay());
        Assert.All(courses, course => Assert.NotEmpty(course.Said));
        Assert.All(courses, course => Assert.InRange(course.HeardAfter, TimeSpan.Zero, Generous));
    }

    /// <summary>
    /// A patient's browser is killed, and in another call a clinician's, at once: for the second call the two sides of the networks are taken the other way round, as by
    /// somebody who works from home. The others are told, and the clinician comes back by another browser.
    /// </summary>
    private async Task LeavesNoGhost(TroubledCall call)
    {
        const string name = "Priya Raman";
        await using var swapped = await HeldCall.Begin(stage.Clinicians, stage.Patients, name, DemoStaff.OtherClinician);
        var killed = DateTimeOffset.UtcNow;
        await stage.KillPatientsBrowser();
        await Task.WhenAll(Told(call.Call.AtClinician, "the patient's"), Told(swapped.AtPatient, "the clinician's"));
        Assert.Equal(2, await stage.Portal.InCalls());

        await using var again = await Staff.SignIn(stage.Patients, DemoStaff.OtherClinician);
        await again.GoTo("/visits");
        await again.Page.Locator(".visit-row").Filter(new() { HasText = name }).GetByRole(AriaRole.Button, new() { Name = "Open the call" }).ClickAsync();
        var pane = new CallScreen(again.Page.Locator("#call-pane"));
        await pane.Connected();
        Assert.True(await pane.OtherMoves(), "no picture for the clinician who came back");
        Assert.True(await swapped.AtPatient.OtherSounds(), "the clinician who came back is not heard");
        Assert.Equal(3, await stage.Portal.InCalls());
        await pane.Button("End visit for all").ClickAsync();
        await pane.Button("End visit for all").ClickAsync();
        await Expect(swapped.AtPatient.Root.GetByText("The visit has ended").First).ToBeVisibleAsync();
        Assert.Equal(1, await stage.Portal.InCalls());

        async Task Told(CallScreen screen, string whose)
        {
            await Expect(screen.Root.GetByText("has lost the connection").First).ToBeVisibleAsync(new() { Timeout = (float)Haunting.TotalMilliseconds });
            output.WriteLine($"{whose} browser is killed: gone from the other's screen after {(DateTimeOffset.UtcNow - killed).TotalSeconds:0} s");
        }
    }

    /// <summary>By another browser, as somebody whose telephone was empty.</summary>
    private async Task ComesBack(TroubledCall call)
    {
        await using var again = await Patient.SignIn(stage.Patients, Name);
        var screen = new CallScreen(again.Widget.Locator("body"));
        await screen.Connected();
        Assert.True(await screen.OtherMoves(), "no picture after coming back");
        Assert.True(await screen.OtherSounds(), "no sound after coming back");
        Assert.True(await call.Call.AtClinician.OtherSounds(), "who came back is not heard");
        Assert.Equal(2, await stage.Portal.InCalls());
    }
}
