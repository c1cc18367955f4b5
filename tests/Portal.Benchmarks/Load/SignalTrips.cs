using System.Diagnostics;
using Portal.Browser.Tests.Running;
using Portal.Testing.Hub;

namespace Portal.Benchmarks.Load;

/// <summary>Two participants of a call who have no media: a signal from the one to the other, and one back, over the portal's hub.</summary>
internal sealed class SignalTrips : IAsyncDisposable
{
    /// <summary>Fewer than one sender may signal in ten seconds.</summary>
    private const int Trips = 30;

    private static readonly object Candidate = new { candidate = new { candidate = "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid = "0", sdpMLineIndex = 0 }, attempt = 0 };
    private readonly DemoVisits visits;
    private readonly HubClient clinician;
    private readonly HubClient patient;
    private string clinicianId = "";
    private string patientId = "";

    private SignalTrips(DemoVisits visits, HubClient clinician, HubClient patient) => (this.visits, this.clinician, this.patient) = (visits, clinician, patient);

    public static async Task<SignalTrips> Begin(DemoPortal portal)
    {
        var demo = await DemoVisits.Of(portal, "1006");
        var hub = new Uri($"{portal.Address}/hubs/video");
        var trips = new SignalTrips(demo, await HubClient.Connect(hub, new() { Bearer = demo.ClinicianToken }), await HubClient.Connect(hub, new() { Bearer = demo.PatientToken }));
        var visit = await demo.Book();
        await demo.Admit(visit);
        var tickets = await demo.Tickets(visit);
        trips.clinicianId = (await trips.clinician.Invoke("Join", tickets.Clinician)).GetProperty("self").GetString()!;
        trips.patientId = (await trips.patient.Invoke("Join", tickets.Patient)).GetProperty("self").GetString()!;
        return trips;
    }

    /// <summary>Milliseconds of the middle one of some.</summary>
    public async Task<double> Median()
    {
        var times = new List<double>();
        for (var trip = 0; trip < Trips; trip++)
        {
            var watch = Stopwatch.StartNew();
            await clinician.Send("Signal", patientId, Candidate);
            await patient.Next("signal");
            await patient.Send("Signal", clinicianId, Candidate);
            await clinician.Next("signal");
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return new Rounds(times).Median;
    }

    public async ValueTask DisposeAsync()
    {
        await clinician.DisposeAsync();
        await patient.DisposeAsync();
        visits.Dispose();
    }
}
