using System.Diagnostics;
using Portal.Testing.Networks;
using Xunit;

namespace Portal.Browser.Tests.Networks;

/// <summary>Whether the networks of the lab are as bad as they say, measured by sockets of both sides: what a call is tested over must not be a label.</summary>
[Collection(NetworkTests.Name)]
public sealed class NetworkLabTests : IAsyncLifetime
{
    private NetworkLab lab = null!;
    private Echo echo = null!;

    /// <summary>The patient on the way to the clinician.</summary>
    private Caller Patient => new(lab.Patient, lab.Clinician.Address, echo.Port);

    public async Task InitializeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        lab = await NetworkLab.Create();
        echo = Echo.In(lab.Clinician, lab.Clinician.Address);
    }

    public async Task DisposeAsync()
    {
        if (NetworkLab.Missing is not null) return;
        echo.Dispose();
        await lab.DisposeAsync();
    }

    [NetworkFact]
    public async Task A_good_network_loses_nothing_and_is_fast()
    {
        Assert.Equal(500, await Patient.Count(500));
        Assert.InRange((await Patient.RoundTrip(20)).TotalMilliseconds, 0, 20);
        Assert.InRange((await Patient.Transfer(1_000_000)).TotalSeconds, 0, 3);
    }

    [NetworkTheory]
    [InlineData(0.05)]
    [InlineData(0.20)]
    [Trait("Category", "Soak")]
    public async Task Packets_are_lost_in_each_direction_and_no_more_after_mending(double share)
    {
        const int Sent = 4000;
        await lab.Patient.Lose(share);
        var back = await Patient.Count(Sent);
        Assert.InRange(1 - (echo.Received / (double)Sent), share - 0.03, share + 0.03);
        Assert.InRange(1 - (back / (double)echo.Received), share - 0.03, share + 0.03);
        await lab.Patient.Mend();
        Assert.Equal(500, await Patient.Count(500));
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task A_delay_is_added_to_every_round_trip()
    {
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(200));
        Assert.InRange((await Patient.RoundTrip(10)).TotalMilliseconds, 200, 240);
        await lab.Clinician.Delay(TimeSpan.FromMilliseconds(100));
        Assert.InRange((await Patient.RoundTrip(10)).TotalMilliseconds, 300, 350);
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(60));
        Assert.InRange((await Patient.RoundTrip(10)).TotalMilliseconds, 160, 200);
        await lab.Patient.Mend();
        await lab.Clinician.Mend();
        Assert.InRange((await Patient.RoundTrip(10)).TotalMilliseconds, 0, 20);
    }

    [NetworkFact]
    public async Task The_way_to_the_router_itself_is_as_slow()
    {
        using var near = Echo.In(lab.Router, NetworkLab.RouterAddress);
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(200));
        var caller = new Caller(lab.Patient, NetworkLab.RouterAddress, near.Port);
        Assert.InRange((await caller.RoundTrip(10)).TotalMilliseconds, 200, 240);
        Assert.InRange((await caller.Transfer(1000)).TotalMilliseconds, 400, 600);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task Many_packets_at_once_are_delayed_and_none_is_lost()
    {
        await lab.Patient.Delay(TimeSpan.FromMilliseconds(200));
        Assert.Equal(400, await Patient.Count(400));
        Assert.InRange((await Patient.Transfer(100_000)).TotalSeconds, 0.6, 6);
    }

    [NetworkFact]
    [Trait("Category", "Soak")]
    public async Task A_cap_lets_no_more_through_in_a_second()
    {
        const int Bytes = 40_000;
        await lab.Patient.Cap(100);
        var seconds = (await Patient.Transfer(Bytes)).TotalSeconds;
        Assert.InRange(Bytes * 8 / seconds / 1000, 60, 105);
        await lab.Patient.Mend();
        Assert.InRange((await Patient.Transfer(Bytes)).TotalSeconds, 0, 1);
    }

    [NetworkFact]
    public async Task A_cut_is_seen_by_the_system_and_lets_nothing_through_until_the_link_is_back()
    {
        await lab.Patient.Cut();
        Assert.False(await HasLink());
        Assert.False(await Patient.Reaches());
        await lab.Patient.Join();
        Assert.True(await Patient.Reaches());
        Assert.True(await HasLink());
    }

    [NetworkFact]
    public async Task A_silent_cut_is_not_seen_by_the_system()
    {
        await lab.Patient.Lose(1);
        Assert.False(await Patient.Reaches());
        Assert.True(await HasLink());
    }

    [NetworkFact]
    public async Task Without_udp_only_tcp_passes()
    {
        await lab.Patient.BlockUdp();
        Assert.False(await Patient.Reaches());
        Assert.InRange((await Patient.Transfer(100_000)).TotalSeconds, 0, 3);
        Assert.Equal(0, echo.Received);
        await lab.Patient.Mend();
        Assert.True(await Patient.Reaches());
    }

    [NetworkFact]
    public async Task After_a_change_of_address_the_others_see_the_new_one()
    {
        Assert.True(await Patient.Reaches());
        var before = lab.Patient.Address;
        Assert.Equal(before, echo.Sender);
        await lab.Patient.ChangeAddress();
        Assert.NotEqual(before, lab.Patient.Address);
        Assert.True(await Patient.Reaches());
        Assert.Equal(lab.Patient.Address, echo.Sender);
    }

    [NetworkFact]
    public async Task Sides_that_are_kept_apart_reach_the_router_only()
    {
        using var near = Echo.In(lab.Router, NetworkLab.RouterAddress);
        await lab.KeepApart();
        Assert.False(await Patient.Reaches());
        Assert.True(await new Caller(lab.Patient, NetworkLab.RouterAddress, near.Port).Reaches());
        Assert.True(await new Caller(lab.Clinician, NetworkLab.RouterAddress, near.Port).Reaches());

        await lab.Patient.Delay(TimeSpan.FromMilliseconds(50));
        Assert.False(await Patient.Reaches());
        Assert.True(await new Caller(lab.Patient, NetworkLab.RouterAddress, near.Port).Reaches());
    }

    [NetworkFact]
    public async Task What_is_bad_for_one_is_good_for_another_lab()
    {
        await using var other = await NetworkLab.Create();
        using var theirs = Echo.In(other.Clinician, other.Clinician.Address);
        await lab.Patient.Lose(1);
        Assert.True(await new Caller(other.Patient, other.Clinician.Address, theirs.Port).Reaches());
    }

    [NetworkFact]
    public async Task Nothing_of_a_lab_is_left()
    {
        var gone = await NetworkLab.Create();
        var script = gone.Patient.Executable("/bin/cat");
        using var left = Process.Start(gone.Patient.Command("tail", "-f", "/dev/null"))!;
        await gone.Patient.Delay(TimeSpan.FromMilliseconds(50));
        await gone.DisposeAsync();
        await left.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(gone.Patient.Name, await Listed(), StringComparison.Ordinal);
        Assert.DoesNotContain(gone.Router.Name, await Listed(), StringComparison.Ordinal);
        Assert.False(File.Exists(script));
    }

    [NetworkFact]
    public async Task What_a_crashed_process_left_goes_when_the_next_lab_is_made()
    {
        using var dead = Process.Start("true");
        await dead.WaitForExitAsync();
        var name = $"portal-net-{dead.Id}-1-patient";
        await lab.Router.Run("ip", "netns", "add", name);
        using var left = Process.Start("ip", ["netns", "exec", name, "tail", "-f", "/dev/null"]);
        await using var next = await NetworkLab.Create();
        await left.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(name, await Listed(), StringComparison.Ordinal);
        Assert.Contains(lab.Patient.Name, await Listed(), StringComparison.Ordinal);
    }

    private Task<string> Listed() => lab.Router.Run("ip", "netns", "list");

    /// <summary>What the patient's own system says of the link.</summary>
    private async Task<bool> HasLink() => (await lab.Patient.Run("ip", "-oneline", "link", "show", "dev", "eth0")).Contains(" state UP ", StringComparison.Ordinal);
}
