/**
 * How good this network is for a call, before one: two peer connections of this page talk to each other by a data channel for a few
 * seconds. With TURN servers they are made to go by them, there and back through the person's network; without, nothing leaves the
 * device, and only the questions to the portal (`probe`) say something of the network.
 */
export interface NetworkCheckOptions {
  readonly iceServers: readonly RTCIceServer[];
  /** Asks the portal for something small. */
  readonly probe?: () => Promise<unknown>;
  readonly signal?: AbortSignal;
}

export type NetworkReason =
  /** Too little goes through in time. */
  | "slow"
  | "loss"
  /** The answer takes long. */
  | "far"
  /** No way at all for media. */
  | "blocked"
  /** Nothing was relayed, so the figures of the way are of the device alone. */
  | "notRelayed";

export interface NetworkFindings {
  readonly relayed: boolean;
  readonly connected: boolean;
  readonly roundTripMs: number | null;
  readonly lossPercent: number;
  readonly kbps: number;
}

export interface NetworkCheck extends NetworkFindings {
  readonly verdict: "good" | "fair" | "poor";
  readonly reasons: readonly NetworkReason[];
}

const connectWithin = 4_000;
const measureFor = 3_000;
/** A packet of media, 40 of them a second: as much as sound and a small picture, which a network for calls must carry. */
const packetBytes = 1_100;
const every = 25;
/** Packets that come later than this after the last one are of no use to a call. */
const waitForLate = 800;
const probes = 3;

export async function checkNetwork({ iceServers, probe, signal }: NetworkCheckOptions): Promise<NetworkCheck> {
  const relay = iceServers.filter(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
  const [way, portalMs] = await Promise.all([loopback(relay, signal), probe ? askPortal(probe) : null]);
  const roundTripMs = relay.length > 0 ? way.roundTripMs : portalMs;
  return judge({ ...way, roundTripMs, relayed: relay.length > 0 && way.connected });
}

/** Limits by ITU-T G.114 (delay) and by what `bandwidth.ts` takes for narrow. */
export function judge(findings: NetworkFindings): NetworkCheck {
  const { connected, roundTripMs, lossPercent, kbps, relayed } = findings;
  const reasons: NetworkReason[] = [];
  if (!connected) reasons.push("blocked");
  else {
    if (kbps < 250) reasons.push("slow");
    if (lossPercent >= 2) reasons.push("loss");
  }
  if (roundTripMs !== null && roundTripMs >= 300) reasons.push("far");
  const poor = !connected || kbps < 120 || lossPercent >= 8 || (roundTripMs ?? 0) >= 700;
  const verdict = poor ? "poor" : reasons.length > 0 ? "fair" : "good";
  return { ...findings, verdict, reasons: relayed || !connected ? reasons : [...reasons, "notRelayed"] };
}

type Way = Omit<NetworkFindings, "relayed">;

async function loopback(iceServers: RTCIceServer[], signal: AbortSignal | undefined): Promise<Way> {
  const config: RTCConfiguration = { iceServers, iceTransportPolicy: iceServers.length > 0 ? "relay" : "all" };
  const [here, there] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
  const nothing: Way = { connected: false, roundTripMs: null, lossPercent: 0, kbps: 0 };
  try {
    // Like media: no packet is sent twice, none waits for another.
    const channel = here.createDataChannel("check", { ordered: false, maxRetransmits: 0 });
    there.ondatachannel = ({ channel: other }) => {
      other.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        // Only the head comes back: the way is measured in one direction.
        if (other.readyState === "open") other.send(data.slice(0, 8));
      };
    };
    const opened = new Promise<boolean>((resolve) => (channel.onopen = () => resolve(true)));
    connect(here, there);
    await here.setLocalDescription(await here.createOffer());
    await there.setRemoteDescription(here.localDescription!);
    await there.setLocalDescription(await there.createAnswer());
    await here.setRemoteDescription(there.localDescription!);
    if (!(await Promise.race([opened, after(connectWithin, signal).then(() => false)]))) return nothing;
    return await measure(channel, signal);
  } catch {
    return nothing;
  } finally {
    here.close();
    there.close();
  }
}

function connect(here: RTCPeerConnection, there: RTCPeerConnection): void {
  for (const [one, other] of [
    [here, there],
    [there, here],
  ] as const) {
    const early: RTCIceCandidate[] = [];
    const pass = (candidate: RTCIceCandidate) => void other.addIceCandidate(candidate).catch(() => undefined);
    one.onicecandidate = ({ candidate }) => {
      if (!candidate) return;
      if (other.remoteDescription) pass(candidate);
      else early.push(candidate);
    };
    other.addEventListener("signalingstatechange", () => other.remoteDescription && early.splice(0).forEach(pass));
  }
}

async function measure(channel: RTCDataChannel, signal: AbortSignal | undefined): Promise<Way> {
  const packet = new ArrayBuffer(packetBytes);
  const times: number[] = [];
  let sent = 0;
  channel.binaryType = "arraybuffer";
  channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => times.push(performance.now() - new Float64Array(data)[0]!);
  const send = () => {
    // A full buffer is a network that takes no more: what does not fit counts as lost.
    sent++;
    if (channel.readyState !== "open" || channel.bufferedAmount > packetBytes * 20) return;
    new Float64Array(packet, 0, 1)[0] = performance.now();
    channel.send(packet);
  };
  const began = performance.now();
  const timer = setInterval(send, every);
  await after(measureFor, signal);
  clearInterval(timer);
  const lasted = performance.now() - began;
  await after(waitForLate, signal);
  channel.onmessage = null;
  const sorted = [...times].sort((a, b) => a - b);
  return {
    connected: true,
    roundTripMs: sorted.length > 0 ? Math.round(sorted[Math.floor(sorted.length / 2)]!) : null,
    lossPercent: sent === 0 ? 0 : Math.round((1000 * (sent - times.length)) / sent) / 10,
    kbps: Math.round((times.length * packetBytes * 8) / lasted),
  };
}

/** The shortest of some questions: the first one opens the connection. */
async function askPortal(probe: () => Promise<unknown>): Promise<number | null> {
  const times: number[] = [];
  for (let i = 0; i < probes; i++) {
    const began = performance.now();
    try {
      await probe();
      times.push(performance.now() - began);
    } catch {
      // Said by the call that needs an answer.
    }
  }
  return times.length === 0 ? null : Math.round(Math.min(...times));
}

function after(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
