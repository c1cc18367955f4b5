using Microsoft.Playwright;
using Portal.Browser.Tests.Running;
using Portal.Domain.Shared;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>Two browsers in two networks, a real coturn between them, and the credentials that the portal makes.</summary>
[Collection(NetworkTests.Name)]
public sealed class RelayedMediaTests : IAsyncLifetime
{
    private const int SomePackets = 50;
    private readonly LoopbackSite site = new();
    private readonly List<IBrowser> browsers = [];
    private readonly VisitId visit = Id.New<VisitId>();
    private NetworkLab lab = null!;
    private TurnServer turn = null!;
    private IPlaywright playwright = null!;
    private BarePeer patient = null!;
    private BarePeer clinician = null!;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await site.Start();
        lab = await NetworkLab.Create();
        lab.Publish(site.Address.Port);
        turn = await TurnServer.Start(lab);
        playwright = await Playwright.CreateAsync();
        patient = await Browser(lab.Patient);
        clinician = await Browser(lab.Clinician);
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is null)
        {
            foreach (var browser in browsers) await browser.DisposeAsync();
            playwright.Dispose();
            await turn.DisposeAsync();
            await lab.DisposeAsync();
        }

        await site.DisposeAsync();
    }

    [NetworkFact]
    public async Task On_good_networks_sound_goes_directly()
    {
        await Connect();
        Assert.False((await patient.Hears(clinician, SomePackets)).IsRelayed);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    public async Task Between_networks_that_do_not_reach_each_other_sound_goes_by_the_relay()
    {
        await lab.KeepApart();
        await Connect();
        Assert.True((await patient.Hears(clinician, SomePackets)).IsRelayed);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    public async Task Where_no_udp_gets_out_sound_goes_by_tcp_to_the_relay()
    {
        await lab.Patient.BlockUdp();
        await Connect();
        Assert.Equal("tcp", (await patient.Hears(clinician, SomePackets)).RelayProtocol);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    public async Task After_the_relay_was_killed_and_started_again_a_restart_brings_sound_back()
    {
        await lab.KeepApart();
        await Connect();
        await patient.Hears(clinician, SomePackets);
        await turn.Kill();
        await turn.Restart();
        await patient.Call(clinician, isRestart: true);
        Assert.True((await patient.Hears(clinician, SomePackets)).IsRelayed);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    public async Task The_browser_itself_measures_what_the_line_does()
    {
        await lab.Patient.Lose(0.2);
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(200));
        await Connect();
        var way = await patient.Hears(clinician, 400);
        Assert.InRange(way.Lost / (double)(way.Lost + way.Received), 0.12, 0.28);
        Assert.InRange(way.RoundTripMs, 200, 600);
    }

    private async Task Connect()
    {
        await patient.Open(site.Address, turn.IceServers(visit, Id.New<PersonId>()));
        await clinician.Open(site.Address, turn.IceServers(visit, Id.New<PersonId>()));
        await patient.Call(clinician);
    }

    private async Task<BarePeer> Browser(Side side)
    {
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = side.Executable(Browsers.Executable),
            Args = [.. Browsers.Arguments, .. NetworkLab.ChromiumArguments, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        });
        browsers.Add(browser);
        var page = await browser.NewPageAsync();
        return new BarePeer(page);
    }
}
