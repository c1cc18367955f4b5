using System.Text.Json;
using Microsoft.Playwright;
using Portal.Domain.Visits;
using Portal.Testing.Time;

namespace Portal.Browser.Tests.Networks;

/// <summary>One end of a bare peer connection with sound, nothing of the portal's: what the networks and the relay let through by themselves.</summary>
internal sealed class BarePeer
{
    private const string Script = """
        ({
          candidates: [],
          async open(iceServers) {
            this.pc = new RTCPeerConnection({ iceServers });
            this.pc.onicecandidate = event => event.candidate && this.candidates.push(event.candidate.toJSON());
            const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
            sound.getTracks().forEach(track => this.pc.addTrack(track, sound));
          },
          async offer(options) { await this.pc.setLocalDescription(await this.pc.createOffer(options)); return this.pc.localDescription.sdp; },
          async answer(sdp) {
            await this.pc.setRemoteDescription({ type: 'offer', sdp });
            await this.pc.setLocalDescription();
            return this.pc.localDescription.sdp;
          },
          accept(sdp) { return this.pc.setRemoteDescription({ type: 'answer', sdp }); },
          take() { return JSON.stringify(this.candidates.splice(0)); },
          async add(candidates) { for (const one of JSON.parse(candidates)) await this.pc.addIceCandidate(one); },
          async way() {
            const stats = [...(await this.pc.getStats()).values()];
            const transport = stats.find(one => one.type === 'transport');
            const pair = stats.find(one => one.id === transport?.selectedCandidatePairId);
            const local = stats.find(one => one.id === pair?.localCandidateId);
            const remote = stats.find(one => one.id === pair?.remoteCandidateId);
            const sound = stats.find(one => one.type === 'inbound-rtp' && one.kind === 'audio');
            return {
              isRelayed: [local, remote].some(one => one?.candidateType === 'relay'), relayProtocol: local?.relayProtocol ?? '',
              received: sound?.packetsReceived ?? 0, lost: sound?.packetsLost ?? 0, roundTripMs: (pair?.currentRoundTripTime ?? 0) * 1000,
            };
          },
        })
        """;

    private readonly IPage page;

    public BarePeer(IPage page) => this.page = page;

    /// <summary>Offers to the other and takes the answer. Candidates follow when the two are listened to.</summary>
    public async Task Call(BarePeer other, bool isRestart = false)
    {
        var offer = await page.EvaluateAsync<string>("options => peer.offer(options)", new { iceRestart = isRestart });
        await page.EvaluateAsync("sdp => peer.accept(sdp)", await other.page.EvaluateAsync<string>("sdp => peer.answer(sdp)", offer));
    }

    public async Task Open(Uri site, IReadOnlyList<IceServer> servers)
    {
        await page.GotoAsync(site.ToString());
        await page.EvaluateAsync($"window.peer = {Script}");
        await page.EvaluateAsync("servers => peer.open(servers)", servers.Select(server => new { urls = server.Urls, username = server.Username, credential = server.Credential }));
    }

    public async Task<Way> Way() => (await page.EvaluateAsync<JsonElement>("() => peer.way()")).Deserialize<Way>(JsonSerializerOptions.Web)!;

    /// <summary>Waits until so many packets more with sound have come, and passes candidates on meanwhile.</summary>
    public async Task<Way> Hears(BarePeer other, int packets)
    {
        var before = (await Way()).Received;
        await Until.True(async () =>
        {
            await Tell(other);
            await other.Tell(this);
            return (await Way()).Received >= before + packets;
        });
        return await Way();
    }

    private async Task Tell(BarePeer other) =>
        await other.page.EvaluateAsync("candidates => peer.add(candidates)", await page.EvaluateAsync<string>("() => peer.take()"));
}

/// <summary>
/// How media go, from one end.
/// <paramref name="IsRelayed"/>: by the own relay or by the other's: it is enough that one end uses one.
/// <paramref name="RelayProtocol"/>: how the own relay is reached: udp, tcp or tls; empty where there is none.
/// </summary>
internal sealed record Way(bool IsRelayed, string RelayProtocol, long Received, long Lost, double RoundTripMs);
