using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Domain.Identity;
using Portal.Domain.Identity.Staff;
using Portal.Domain.Shared;
using Portal.Testing.Hub;
using Portal.Testing.Running;
using Portal.Web.Tests.Interleavings;
using Xunit;

namespace Portal.Web.Tests.Visits;

/// <summary>Visits and calls by the contract's words alone: a patient at one node, a clinician at the other, over real databases.</summary>
public sealed class VisitByWireTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly object Nothing = new { };

    [Fact]
    public async Task A_visit_is_booked_waited_for_held_and_ended()
    {
        await using var care = await Care.Make(nodes);
        var subscribed = await care.Conversations(0, care.PatientToken);
        await subscribed.Invoke("Subscribe", care.Conversation, 0);
        var visit = await care.Book();
        Assert.Equal("expected", (await subscribed.Next("visit")).GetProperty("waiting").GetString());

        Assert.Equal("not-admitted", (await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/join")).Problem);
        var knocked = await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/check-in", new { devices = new { camera = "ok", microphone = "ok", speaker = "skipped", network = "good" } });
        Assert.Equal((200, "waiting", 1), (knocked.Status, knocked.Body.GetProperty("waiting").GetString(), knocked.Body.GetProperty("place").GetInt32()));
        Assert.Equal("good", (await care.Staff.Get($"/visits/{visit}")).GetProperty("devices").GetProperty("network").GetString());
        Assert.Equal(200, (await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/admit")).Status);

        await using var clinician = await care.Video(1, care.StaffToken);
        await using var patient = await care.Video(0, care.PatientToken);
        var first = await clinician.Invoke("Join", await Care.Ticket(care.Staff, visit));
        var second = await patient.Invoke("Join", await Care.Ticket(care.Patient, visit));
        var (clinicianId, patientId) = (first.GetProperty("self").GetString()!, second.GetProperty("self").GetString()!);
        Assert.True(second.GetProperty("peers")[0].GetProperty("polite").GetBoolean());
        var joined = await clinician.Next("peerJoined");
        Assert.Equal((patientId, false, "patient"), (joined.GetProperty("id").GetString(), joined.GetProperty("polite").GetBoolean(), joined.GetProperty("kind").GetString()));

        await clinician.Invoke("Signal", patientId, new { description = new { type = "offer", sdp = "v=0\r\n" }, attempt = 0 });
        var offer = await patient.Next("signal");
        Assert.Equal((clinicianId, "offer"), (offer.GetProperty("from").GetString(), offer.GetProperty("description").GetProperty("type").GetString()));
        Assert.False(offer.TryGetProperty("candidate", out _));
        await patient.Invoke("Signal", clinicianId, new { candidate = new { candidate = "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid = "0", sdpMLineIndex = 0 }, attempt = 0 });
        Assert.Equal("0", (await clinician.Next("signal")).GetProperty("candidate").GetProperty("sdpMid").GetString());
        await patient.Invoke("Signal", clinicianId, new { attempt = 1 });
        Assert.Equal(1, (await clinician.Next("signal")).GetProperty("attempt").GetInt32());
        await patient.Invoke("Media", new { audio = true, video = false, screen = false });
        Assert.True((await clinician.Next("media")).GetProperty("audio").GetBoolean());
        await patient.Invoke("Quality", new { roundTripMs = 20.4, jitterMs = 3, lossPercent = 0.25, sentKbps = 500, receivedKbps = 900, freezes = 0, frozenMs = 0, audioGapMs = 0, relayed = false, mode = "full" });
        await patient.Invoke("Step", "restarting");
        Assert.Equal("restarting", (await clinician.Next("step")).GetProperty("step").GetString());

        Assert.Equal(200, (await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/end")).Status);
        Assert.Equal("ended", (await patient.Next("ended")).GetProperty("reason").GetString());
        Assert.Equal("ended", (await clinician.Next("ended")).GetProperty("reason").GetString());
        Assert.Equal(
            ["visitScheduled", "visitCheckedIn", "visitStarted", "visitEnded"],
            (await care.Staff.Events(care.Conversation)).Select(one => one.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_media_token_works_once_and_not_for_another()
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Admitted();
        var token = await Care.Ticket(care.Patient, visit);
        await using var clinician = await care.Video(0, care.StaffToken);
        Assert.Equal("refused;reason=media-token", await Refused(clinician, "Join", token));
        await using var patient = await care.Video(0, care.PatientToken);
        await patient.Invoke("Join", token);
        Assert.Equal("refused;reason=media-token", await Refused(patient, "Join", token));
        Assert.Equal("refused;reason=media-token", await Refused(patient, "Join", ""));
        Assert.Equal("validation", await Refused(patient, "Join", [null]));
    }

    [Fact]
    public async Task An_appointment_goes_into_ones_own_calendar_without_a_word_of_what_it_is_about()
    {
        await using var care = await Care.Make(nodes);
        await using var elsewhere = await Care.Make(nodes);
        var visit = await care.Book();
        var view = await care.Patient.Get($"/visits/{visit}");
        using var own = await care.Calendar(care.PatientToken, visit, "es-MX, en;q=0.5");
        Assert.Equal((200, "text/calendar", "attachment; filename=visit.ics"), ((int)own.StatusCode, own.Content.Headers.ContentType!.MediaType, own.Content.Headers.ContentDisposition!.ToString().Split("; filename*")[0]));
        var file = await own.Content.ReadAsStringAsync();
        Assert.Contains($"\r\nDTSTART:{view.GetProperty("scheduledFor").GetDateTimeOffset():yyyyMMdd'T'HHmmss'Z'}\r\n", file, StringComparison.Ordinal);
        Assert.Contains("\r\nSUMMARY:Visita por vídeo\r\n", file, StringComparison.Ordinal);
        Assert.Contains("\r\nTRIGGER:-PT60M\r\n", file, StringComparison.Ordinal);
        Assert.DoesNotContain("rash", file, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(view.GetProperty("patient").GetProperty("displayName").GetString()!, file, StringComparison.Ordinal);

        using var staffs = await care.Calendar(care.StaffToken, visit, "fr");
        var other = await staffs.Content.ReadAsStringAsync();
        Assert.Contains("\r\nSUMMARY:Video visit\r\n", other, StringComparison.Ordinal);
        Assert.Contains($"/visit?visit={visit}", other.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("VALARM", other, StringComparison.Ordinal);

        foreach (var token in (string[])[elsewhere.PatientToken, elsewhere.StaffToken])
        {
            using var refused = await care.Calendar(token, visit, "en");
            Assert.Equal(404, (int)refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_patient_who_is_put_out_of_the_call_is_told_and_waits_again()
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Admitted();
        await using var clinician = await care.Video(1, care.StaffToken);
        await using var patient = await care.Video(0, care.PatientToken);
        var own = (await clinician.Invoke("Join", await Care.Ticket(care.Staff, visit))).GetProperty("self").GetString();
        var participant = (await patient.Invoke("Join", await Care.Ticket(care.Patient, visit))).GetProperty("self").GetString();
        var present = (await care.Staff.Get($"/visits/{visit}/participants")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([(own, "practitioner"), (participant, "patient")], present.Select(one => (one.GetProperty("id").GetString(), one.GetProperty("kind").GetString()!)));
        Assert.Equal(403, (await care.Patient.Call(HttpMethod.Get, $"/visits/{visit}/participants")).Status);
        Assert.Equal(403, (await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/remove", new { participant = own })).Status);
        Assert.Equal(400, (await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/remove", new { participant = "1" })).Status);
        await using var elsewhere = await Care.Make(nodes);
        Assert.Equal(404, (await elsewhere.Staff.Call(HttpMethod.Post, $"/visits/{visit}/remove", new { participant })).Status);

        var removed = await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/remove", new { participant });
        Assert.Equal((200, "returnedToWaiting"), (removed.Status, removed.Body.GetProperty("waiting").GetString()));
        Assert.Equal("returned", (await patient.Next("removed")).GetProperty("reason").GetString());
        var left = await clinician.Next("peerLeft");
        Assert.Equal((participant, "removed"), (left.GetProperty("id").GetString(), left.GetProperty("reason").GetString()));
        Assert.Equal("not-admitted", (await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/join")).Problem);
        Assert.Equal("unknown-peer", (await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/remove", new { participant })).Problem);
    }

    /// <summary>Takes up to three seconds: the other node's watch over access runs on the real clock.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_suspended_or_has_the_sessions_ended_is_out_of_the_feed_and_of_the_call_within_five_seconds(bool isSuspended)
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Admitted();
        await using var feed = await care.Conversations(1, care.StaffToken);
        await feed.Invoke("Subscribe", care.Conversation, 0);
        await using var clinician = await care.Video(1, care.StaffToken);
        await using var patient = await care.Video(0, care.PatientToken);
        var own = (await clinician.Invoke("Join", await Care.Ticket(care.Staff, visit))).GetProperty("self").GetString();
        await patient.Invoke("Join", await Care.Ticket(care.Patient, visit));

        var administrator = await nodes.World.Staff(StaffRoles.Administrator);
        var node = nodes.Nodes[0].Services;
        var ended = isSuspended
            ? await node.GetRequiredService<IStaff>().Suspend(administrator, care.Clinician, default)
            : await node.GetRequiredService<IStaffSessions>().EndAll(administrator, care.Clinician, default);
        Assert.True(ended.IsOk);
        var fiveSeconds = TimeSpan.FromSeconds(5);
        await Task.WhenAll(feed.Closed.WaitAsync(fiveSeconds), clinician.Closed.WaitAsync(fiveSeconds));
        var left = await patient.Next("peerLeft").WaitAsync(fiveSeconds);
        Assert.Equal((own, "removed"), (left.GetProperty("id").GetString(), left.GetProperty("reason").GetString()));
        Assert.Equal(401, (await care.Staff.Call(HttpMethod.Post, $"/visits/{visit}/join")).Status);
    }

    [Trait("ASVS", "17.3.2")]
    [Theory]
    [InlineData("""{"attempt":"0"}""")]
    [InlineData("""{"description":{"type":"offer","sdp":"not one"},"attempt":0}""")]
    [InlineData("""{"description":{"type":"bye","sdp":"v=0"},"attempt":0}""")]
    [InlineData("""{"description":{"type":"offer","sdp":"v=0"},"candidate":{"candidate":""},"attempt":0}""")]
    [InlineData("""{"candidate":{"candidate":"<script>"},"attempt":0}""")]
    [InlineData("""{"description":{"type":"offer","sdp":"v=0"},"attempt":-1}""")]
    [InlineData("""{"description":{"type":"offer","sdp":"v=0"},"attempt":0,"more":1}""")]
    public async Task A_malformed_signal_is_dropped_and_its_sender_told(string signal)
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Admitted();
        await using var patient = await care.Video(0, care.PatientToken);
        await patient.Invoke("Join", await Care.Ticket(care.Patient, visit));
        Assert.Equal("validation", await Refused(patient, "Signal", Guid.CreateVersion7().ToString(), JsonSerializer.Deserialize<JsonElement>(signal)));
    }

    [Trait("ASVS", "17.3.2")]
    [Fact]
    public async Task A_description_of_more_than_64_KB_is_refused_and_the_call_goes_on()
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Admitted();
        await using var patient = await care.Video(0, care.PatientToken);
        await patient.Invoke("Join", await Care.Ticket(care.Patient, visit));
        var large = "v=0" + new string('a', 64 * 1024);
        Assert.Equal("validation", await Refused(patient, "Signal", Guid.CreateVersion7().ToString(), new { description = new { type = "offer", sdp = large }, attempt = 0 }));
        await patient.Invoke("Media", new { audio = true, video = true, screen = false });
    }

    [Fact]
    public async Task Whoever_has_not_joined_signals_to_nobody()
    {
        await using var care = await Care.Make(nodes);
        await using var patient = await care.Video(0, care.PatientToken);
        Assert.Equal("refused;reason=not-admitted", await Refused(patient, "Media", new { audio = true, video = true, screen = false }));
    }

    [Fact]
    public async Task A_patient_cannot_say_the_care_teams_words()
    {
        await using var care = await Care.Make(nodes);
        var visit = await care.Book();
        await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/check-in", Nothing);
        foreach (var (word, body) in ((string, object?)[])[("admit", null), ("return-to-waiting", Nothing), ("decline", new { words = "no" }), ("end", null), ("no-show", null), ("hand-over", new { practitioner = (string?)null })])
            Assert.Equal(403, (await care.Patient.Call(HttpMethod.Post, $"/visits/{visit}/{word}", body)).Status);
        Assert.Equal("waiting", (await care.Patient.Get($"/visits/{visit}")).GetProperty("waiting").GetString());
    }

    [Fact]
    public async Task Bad_bookings_change_nothing()
    {
        await using var care = await Care.Make(nodes);
        (int Status, object Body)[] bad =
        [
            (400, new { conversationId = care.Conversation, reason = "x" }),
            (400, new { conversationId = care.Conversation, scheduledFor = (string?)null, reason = " " }),
            (400, new { conversationId = care.Conversation, scheduledFor = (string?)null, reason = "x", minutes = 4 }),
            (400, new { conversationId = care.Conversation, scheduledFor = "tomorrow", reason = "x" }),
            (400, new { conversationId = "1", scheduledFor = (string?)null, reason = "x" }),
            (404, new { conversationId = Guid.CreateVersion7(), scheduledFor = (string?)null, reason = "x" }),
            (422, new { conversationId = care.Conversation, scheduledFor = "2020-01-01T08:00:00.000Z", reason = "x" }),
        ];
        foreach (var (status, body) in bad) Assert.Equal(status, (await care.Staff.Call(HttpMethod.Post, "/visits", body)).Status);
        Assert.Empty((await care.Staff.Get($"/visits?conversation={care.Conversation}")).GetProperty("items").EnumerateArray());
    }

    private static async Task<string?> Refused(HubClient hub, string method, params object?[] arguments) =>
        (await Assert.ThrowsAsync<HubCallException>(() => hub.Invoke(method, arguments))).Problem;

    /// <summary>A patient and a clinician of one care team, signed in by the hospital.</summary>
    private sealed class Care(TwoNodes nodes) : IAsyncDisposable
    {
        private readonly List<HubClient> hubs = [];

        public string PatientToken { get; private set; } = "";

        public string StaffToken { get; private set; } = "";

        public string Conversation { get; private set; } = "";

        public PersonId Clinician { get; private set; }

        public RestClient Patient { get; private set; } = null!;

        public RestClient Staff { get; private set; } = null!;

        public static async Task<Care> Make(TwoNodes nodes)
        {
            var name = Guid.CreateVersion7().ToString("N");
            var team = await nodes.World.CareTeam(name);
            var clinician = await nodes.World.Staff(StaffRoles.Practitioner, team);
            var patient = await nodes.Hospital.Patient(name, name);
            var staff = await nodes.Hospital.Practitioner(clinician);
            return new Care(nodes)
            {
                PatientToken = patient.Token,
                StaffToken = staff.Token,
                Clinician = clinician.PersonId,
                Conversation = patient.Conversation!,
                Patient = new RestClient(() => nodes.Nodes[0].Address, patient.Token),
                Staff = new RestClient(() => nodes.Nodes[1].Address, staff.Token),
            };
        }

        public static async Task<string> Ticket(RestClient rest, string visit)
        {
            var answer = await rest.Call(HttpMethod.Post, $"/visits/{visit}/join");
            Assert.Equal((200, "peer"), (answer.Status, answer.Body.GetProperty("mode").GetString()));
            return answer.Body.GetProperty("mediaToken").GetString()!;
        }

        public async Task<string> Book()
        {
            var booked = await Staff.Call(HttpMethod.Post, "/visits", new { conversationId = Conversation, scheduledFor = (string?)null, reason = "A rash" });
            Assert.Equal(201, booked.Status);
            return booked.Body.GetProperty("id").GetString()!;
        }

        public async Task<string> Admitted()
        {
            var visit = await Book();
            await Patient.Call(HttpMethod.Post, $"/visits/{visit}/check-in", Nothing);
            Assert.Equal(200, (await Staff.Call(HttpMethod.Post, $"/visits/{visit}/admit")).Status);
            return visit;
        }

        public async Task<HttpResponseMessage> Calendar(string token, string visit, string languages)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(nodes.Nodes[0].Address, $"/api/v1/visits/{visit}/calendar"));
            request.Headers.Authorization = new("Bearer", token);
            request.Headers.Add("Accept-Language", languages);
            return await http.SendAsync(request);
        }

        public Task<HubClient> Conversations(int node, string token) => Connect(nodes.Nodes[node].Hub, token);

        public Task<HubClient> Video(int node, string token) => Connect(new Uri(nodes.Nodes[node].Address, "/hubs/video"), token);

        public async ValueTask DisposeAsync()
        {
            foreach (var hub in hubs) await hub.DisposeAsync();
            Patient.Dispose();
            Staff.Dispose();
        }

        private async Task<HubClient> Connect(Uri address, string token)
        {
            var hub = await HubClient.Connect(address, new HubOptions { Bearer = token });
            hubs.Add(hub);
            return hub;
        }
    }
}
