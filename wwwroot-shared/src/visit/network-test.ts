/**
 * How good the way to the portal is, before a visit. No relay's credential exists before somebody is admitted, so media cannot be tried; what
 * can be measured by this device alone are answers of the portal: how long a small one takes, and how fast a larger one comes.
 */
export type NetworkVerdict = "good" | "fair" | "poor";

export interface NetworkWay {
  /** Asks the portal for something small. */
  readonly probe: () => Promise<unknown>;
  /** Fetches something larger past every cache, and gives its size in bytes. */
  readonly load: () => Promise<number>;
  readonly now?: () => number;
}

const probes = 3;
const atMost = 6_000;

/** At most about 8 s. Rejects never: where nothing answers, the verdict is `poor`. */
export async function testNetwork({ probe, load, now = () => performance.now() }: NetworkWay): Promise<NetworkVerdict> {
  try {
    const began = now();
    const timed = async (act: () => Promise<unknown>) => {
      const from = now();
      await act();
      return now() - from;
    };
    let nearest = Infinity;
    for (let i = 0; i < probes && now() - began < atMost; i++) nearest = Math.min(nearest, await timed(probe));
    let bytes = 0;
    const ms = await timed(async () => (bytes = await load()));
    // The way there and back is no part of the speed.
    return judge(nearest, (bytes * 8) / Math.max(1, ms - nearest));
  } catch {
    return "poor";
  }
}

/** Sound wants 40 kbit/s and less than half a second there and back; a picture as large as a window some ten times that. */
export function judge(roundTripMs: number, kbps: number): NetworkVerdict {
  if (roundTripMs >= 700 || kbps < 150) return "poor";
  return roundTripMs >= 300 || kbps < 800 ? "fair" : "good";
}

/** The visit's own script once more, past every cache: some 15 KB over the wire. */
export async function loadAgain(): Promise<number> {
  const [script] = document.querySelector<HTMLMetaElement>('meta[name="portal-visit"]')!.content.split(" ");
  const answer = await fetch(script!, { cache: "no-store" });
  const { byteLength } = await answer.arrayBuffer();
  return Number(answer.headers.get("Content-Length")) || byteLength / 4;
}
