using Portal.Testing.Care;
using Portal.Testing.Running;
using Xunit;
using Xunit.Abstractions;

namespace Portal.Web.Tests.Faults;

/// <summary>
/// The program is killed (SIGKILL) while people write and watch, and started again. Afterwards every acknowledged message is there once, under the
/// sequence it was acknowledged with, without gaps, and every device that watched has seen the whole.
/// </summary>
public sealed class KilledUnderLoadTests(CareFixture care, ITestOutputHelper output) : IClassFixture<CareFixture>
{
    private const int Patients = 4;
    private const int DevicesOfOne = 2;

    private static readonly Dictionary<string, string> NoLimits = new(StringComparer.Ordinal)
    {
        ["RateLimits__RequestsPerSecond"] = "100000",
        ["RateLimits__RequestBurst"] = "100000",
        ["RateLimits__MessagesPerSecond"] = "100000",
        ["RateLimits__MessageBurst"] = "100000",
        ["RateLimits__BadCredentialsPerMinute"] = "100000",
    };

    [Trait("ASVS", "2.3.3")]
    [Trait("ASVS", "16.5.3")]
    [Fact]
    public Task Two_kills_lose_no_acknowledged_message_and_double_none() => Run(kills: 2, acknowledgedBetween: 100, sessionMinutes: 15);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Twenty_kills_lose_no_acknowledged_message_and_double_none() => Run(kills: 20, acknowledgedBetween: 500, sessionMinutes: 1);

    private async Task Run(int kills, int acknowledgedBetween, int sessionMinutes)
    {
        var began = TimeProvider.System.GetTimestamp();
        var team = $"team-{Guid.CreateVersion7():N}";
        await care.World.CareTeam(team);
        var settings = new Dictionary<string, string>(NoLimits, StringComparer.Ordinal) { ["Embed__SessionMinutes"] = $"{sessionMinutes}" };
        await using var portal = await PortalProcess.Start(care.Database, settings);
        using var hospital = await HospitalClient.Register(care.Services, () => portal.Address);

        // Several devices a patient, so that conversations are contended; each other one sends by REST.
        var devices = new List<Device>();
        for (var index = 0; index < Patients * DevicesOfOne; index++)
        {
            var mrn = $"{team}-{index / DevicesOfOne}";
            devices.Add(new Device(portal, () => hospital.Patient(mrn, team), sendsByHub: index % 2 == 0));
        }

        int Acknowledged() => devices.Sum(device => device.Acknowledged.Count);
        using var stop = new CancellationTokenSource();
        var writing = devices.ConvertAll(device => Task.Run(() => device.Write(stop.Token)));
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                var before = Acknowledged();
                await portal.Until(() => Failed(writing) || Acknowledged() >= before + acknowledgedBetween, $"kill {kill} has its load");
                await portal.Kill();
                await portal.Start();
            }

            var last = Acknowledged();
            await portal.Until(() => Failed(writing) || Acknowledged() >= last + acknowledgedBetween, "there is load after the last kill");
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writing).WaitAsync(Device.Patience);
        }

        output.WriteLine($"{kills} kills, {Acknowledged()} messages acknowledged, {devices.Sum(device => device.SessionsOutlived)} sessions outlived, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F0} s");
        foreach (var same in devices.Chunk(DevicesOfOne)) await Check(portal, same);
        foreach (var device in devices) await device.DisposeAsync();
    }

    private static bool Failed(List<Task> writing) => writing.Exists(task => task.IsFaulted);

    private static async Task Check(PortalProcess portal, Device[] devices)
    {
        foreach (var device in devices) await device.ComeBack();
        var stored = await devices[0].Stored();
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(number => (long)number), stored.Select(message => message.Sequence));
        Assert.Equal(stored.Count, stored.Select(message => message.Id).Distinct().Count());
        foreach (var device in devices)
        {
            Assert.All(device.Acknowledged, message => Assert.Equal(message.Id, stored[(int)message.Sequence - 1].Id));
            await portal.Until(() => device.Last >= stored.Count, $"a device has seen all {stored.Count} messages");
            Assert.Equal(stored, device.Seen);
        }
    }
}
