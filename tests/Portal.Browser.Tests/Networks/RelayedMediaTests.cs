using Portal.Domain.Shared;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>Two browsers in two networks, a real coturn between them, and the credentials that the portal makes.</summary>
[Collection(NetworkTests.Name)]
public sealed class RelayedMediaTests(RelayStage stage) : IClassFixture<RelayStage>, IAsyncLifetime
{
    private const int SomePackets = 50;
    private readonly VisitId visit = Id.New<VisitId>();
    private BarePeer patient = null!;
    private BarePeer clinician = null!;

    private NetworkLab Lab => stage.Lab;

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        await stage.Mend();
        (patient, clinician) = (new BarePeer(await stage.Page(Lab.Patient)), new BarePeer(await stage.Page(Lab.Clinician)));
    }

    public Task DisposeAsync() => stage.ClosePages();

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
        await Lab.KeepApart();
        await Connect();
        Assert.True((await patient.Hears(clinician, SomePackets)).IsRelayed);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    public async Task Where_no_udp_gets_out_sound_goes_by_tcp_to_the_relay()
    {
        await Lab.Patient.BlockUdp();
        await Connect();
        Assert.Equal("tcp", (await patient.Hears(clinician, SomePackets)).RelayProtocol);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task After_the_relay_was_killed_and_started_again_a_restart_brings_sound_back()
    {
        await Lab.KeepApart();
        await Connect();
        await patient.Hears(clinician, SomePackets);
        await stage.Turn.Kill();
        await stage.Turn.Restart();
        await patient.Call(clinician, isRestart: true);
        Assert.True((await patient.Hears(clinician, SomePackets)).IsRelayed);
        await clinician.Hears(patient, SomePackets);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task The_browser_itself_measures_what_the_line_does()
    {
        await Lab.Patient.Lose(0.2);
        await Lab.Patient.Delay(TimeSpan.FromMilliseconds(200));
        await Connect();
        var way = await patient.Hears(clinician, 400);
        Assert.InRange(way.Lost / (double)(way.Lost + way.Received), 0.12, 0.28);
        Assert.InRange(way.RoundTripMs, 200, 600);
    }

    private async Task Connect()
    {
        await patient.Open(stage.Site, stage.Turn.IceServers(visit, Id.New<PersonId>()));
        await clinician.Open(stage.Site, stage.Turn.IceServers(visit, Id.New<PersonId>()));
        await patient.Call(clinician);
    }
}
