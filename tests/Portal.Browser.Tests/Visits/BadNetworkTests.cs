using Portal.Browser.Tests.Networks;
using Portal.Browser.Tests.Running;
using Portal.Testing.Networks;
using Xunit;
using Xunit.Abstractions;

namespace Portal.Browser.Tests.Visits;

/// <summary>
/// A call over lines that are bad for real: each browser in a network of its own, which lead to each other only over the TURN server. What is measured is what is heard.
/// </summary>
[Collection(NetworkTests.Name)]
public sealed class BadNetworkTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>A tone comes every second, and a busy machine may play it late.</summary>
    private static readonly TimeSpan Tone = TimeSpan.FromSeconds(2);

    private NetworkLab lab = null!;
    private TurnServer turn = null!;
    private DemoPortal portal = null!;
    private Browsers patients = null!;
    private Browsers clinicians = null!;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        lab = await NetworkLab.Create();
        turn = await TurnServer.Start(lab);
        portal = new DemoPortal(turn.Settings);
        await portal.InitializeAsync();
        lab.Publish(portal.Port);
        await lab.KeepApart();
        patients = await Browsers.Beside(portal, lab.Patient.Executable(Browsers.Executable), NetworkLab.ChromiumArguments);
        clinicians = await Browsers.Beside(portal, lab.Clinician.Executable(Browsers.Executable), NetworkLab.ChromiumArguments);
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await patients.DisposeAsync();
        await clinicians.DisposeAsync();
        await portal.DisposeAsync();
        await turn.DisposeAsync();
        await lab.DisposeAsync();
    }

    [NetworkFact]
    public async Task A_call_outlives_loss_a_cut_and_a_network_without_UDP()
    {
        await using var call = await HeldCall.Begin(patients, clinicians, "Margaret Okafor");
        Assert.True(await call.AtClinician.OtherMoves(), "no picture over the relay");
        Assert.NotNull(await Heard(call, "relayed", Tone));

        await lab.Patient.Lose(0.2);
        Assert.NotNull(await Heard(call, "20 % of packets lost", Soon));
        await lab.Patient.Mend();

        await lab.Patient.Lose(1);
        await Task.Delay(TimeSpan.FromSeconds(10));
        await lab.Patient.Mend();
        Assert.NotNull(await Heard(call, "after a silent cut of 10 s", Soon + Tone));

        await lab.Patient.BlockUdp();
        Assert.NotNull(await Heard(call, "UDP blocked, over TCP", TimeSpan.FromSeconds(40)));
        Assert.True(await call.AtClinician.OtherMoves(), "no picture over TCP");
    }

    private async Task<TimeSpan?> Heard(HeldCall call, string when, TimeSpan within)
    {
        var after = await call.AtClinician.HeardWithin(within);
        output.WriteLine($"{when}: the patient is heard {(after is { } time ? $"after {time.TotalSeconds:0.0} s" : $"not within {within.TotalSeconds:0} s")}");
        return after;
    }
}
