using System.Text.Json;

namespace Portal.Browser.Tests.Visits;

/// <summary>
/// Notes in somebody's page, by the machine's clock, when something was heard in the call, what the screen said of it, what the page told the portal, and which
/// sockets it opened. What is heard is taken from the samples that the browser has decoded, not from what the call says of itself.
/// </summary>
public sealed class Witness(CallScreen screen)
{
    /// <summary>For every frame of a browser, before its page's own scripts.</summary>
    internal const string Script = """
        (() => {
          const tell = (text, frame) => {
            const { target, arguments: [first] = [] } = JSON.parse(text);
            if (target === "Step") witness.told.push({ at: Date.now(), words: first });
            if (target === "Quality") witness.samples.push({ at: Date.now(), ...first });
          };
          const witness = (window.witness = { sockets: [], peers: [], heard: [], read: [], told: [], samples: [] });
          window.RTCPeerConnection = class extends RTCPeerConnection {
            constructor(...given) {
              super(...given);
              witness.peers.push(this);
            }
          };
          window.WebSocket = class extends WebSocket {
            constructor(...given) {
              super(...given);
              witness.sockets.push(this);
            }
            send(data) {
              if (this.url.includes("/hubs/video")) data.split("\u001e").filter(Boolean).forEach(tell);
              super.send(data);
            }
          };
          witness.begin = async () => {
            if (witness.context) return;
            witness.context = new AudioContext();
            await witness.context.resume();
            const meter = witness.context.createAnalyser();
            meter.fftSize = 4096;
            const samples = new Float32Array(meter.fftSize);
            let track, source, said = "";
            setInterval(() => {
              const video = document.querySelector("video[data-which=other]");
              const playing = video?.srcObject?.getAudioTracks()[0];
              if (playing !== track) {
                source?.disconnect();
                track = playing;
                source = track && witness.context.createMediaStreamSource(new MediaStream([track]));
                source?.connect(meter);
              }
              meter.getFloatTimeDomainData(samples);
              if (samples.some((sample) => Math.abs(sample) >= 0.01)) witness.heard.push(Date.now());
              // Notices, and what stands in the place of a picture. Classes have other names in the patient's page than in the portal's.
              const words = [...(video?.parentElement.querySelectorAll(":scope > div > p, [data-tone] > span") ?? [])].map((one) => one.textContent).join(" ");
              if (words !== said) witness.read.push({ at: Date.now(), words: (said = words) });
            }, 50);
          };
          witness.since = (from) => {
            const after = (one) => one.at >= from;
            const before = witness.heard.findLast((at) => at < from);
            const { read, told, samples } = witness;
            const heard = [...(before ? [before] : []), ...witness.heard.filter((at) => at >= from)];
            return JSON.stringify({ heard, read: read.filter(after), told: told.filter(after), samples: samples.filter(after) });
          };
          witness.break = (path) => {
            const open = witness.sockets.filter((socket) => socket.readyState === 1 && socket.url.includes(path));
            open.forEach((socket) => socket.close());
            return open.length;
          };
          witness.relayedBy = async () => {
            const report = await witness.peers.at(-1).getStats();
            const { selectedCandidatePairId } = [...report.values()].find((one) => one.type === "transport" && one.selectedCandidatePairId);
            const pair = report.get(selectedCandidatePairId);
            const local = report.get(pair.localCandidateId);
            return local.relayProtocol ?? (report.get(pair.remoteCandidateId).candidateType === "relay" ? "the other's relay" : "its own address");
          };
        })();
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>From now on.</summary>
    public Task Begin() => screen.Root.EvaluateAsync("() => witness.begin()");

    /// <summary>Ends the page's open sockets whose address has that in it, as a lost connection would.</summary>
    public Task<int> Break(string path) => screen.Root.EvaluateAsync<int>("(_, path) => witness.break(path)", path);

    /// <summary><c>udp</c> or <c>tcp</c>, by which this side reaches its relay; or in words that it uses none of its own.</summary>
    public Task<string> Way() => screen.Root.EvaluateAsync<string>("() => witness.relayedBy()");

    public async Task<Notes> Since(DateTimeOffset from) =>
        JsonSerializer.Deserialize<Notes>(await screen.Root.EvaluateAsync<string>("(_, from) => witness.since(from)", from.ToUnixTimeMilliseconds()), Json)!;
}

/// <summary>Times are milliseconds since 1970.</summary>
/// <param name="Heard">When it was not silent, the last time before the first one asked for included.</param>
/// <param name="Read">What the screen said from then on; empty where it had nothing to say.</param>
/// <param name="Told">Steps as the portal was told them.</param>
public sealed record Notes(IReadOnlyList<long> Heard, IReadOnlyList<Note> Read, IReadOnlyList<Note> Told, IReadOnlyList<QualityNote> Samples);

public sealed record Note(long At, string Words);

/// <summary>As the portal is told every five seconds.</summary>
public sealed record QualityNote(long At, double RoundTripMs, double LossPercent, double ReceivedKbps, string Mode);
