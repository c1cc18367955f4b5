using Portal.Browser.Tests.Running;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Visits;

/// <summary>
/// Calls over lines of their own. They wait for time-outs of networks more than they work, so the tests of <see cref="Running.BrowserTests"/> run beside them;
/// in a soak, where what is promised is measured, nothing does.
/// </summary>
[CollectionDefinition(Name)]
public sealed class CallTests : ICollectionFixture<CallStage>
{
    public const string Name = "Calls";
}

/// <summary>The portal, a TURN server, and a browser on each side, in networks that lead to each other only over the TURN server.</summary>
public sealed class CallStage : IAsyncLifetime
{
    public NetworkLab Lab { get; private set; } = null!;

    public TurnServer Turn { get; private set; } = null!;

    public DemoPortal Portal { get; private set; } = null!;

    public Browsers Patients { get; private set; } = null!;

    public Browsers Clinicians { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        Lab = await NetworkLab.Create();
        Turn = await TurnServer.Start(Lab);
        Portal = new DemoPortal(Turn.Settings);
        Lab.Publish(Portal.Port);
        await Lab.KeepApart();
        var (portal, patients, clinicians) = (Portal.InitializeAsync(), Browser(Lab.Patient), Browser(Lab.Clinician));
        await portal;
        (Patients, Clinicians) = (await patients, await clinicians);
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await Patients.DisposeAsync();
        await Clinicians.DisposeAsync();
        await Portal.DisposeAsync();
        await Turn.DisposeAsync();
        await Lab.DisposeAsync();
    }

    /// <summary>Ends every process of the patients' browser, and starts another one for what comes.</summary>
    public async Task KillPatientsBrowser()
    {
        await Lab.Patient.EndPrograms();
        await Patients.DisposeAsync();
        Patients = await Browser(Lab.Patient);
    }

    private Task<Browsers> Browser(Side side) => Browsers.Beside(Portal, side.Executable(Browsers.Executable), NetworkLab.ChromiumArguments, Witness.Script);
}
