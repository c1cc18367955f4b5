/**
 * Watches the bytes that arrive: a connection that stands and yet brings nothing of what the other side says it sends is frozen, and no
 * event tells. Screens are left out, since a still one sends nothing in some browsers; silence is not still: DTX sends it too.
 */
import type { Reading } from "./stats";

const watched = ["audio", "camera"] as const;
export type Watched = { readonly [S in (typeof watched)[number]]: boolean };

export interface Watch {
  /** Some of what is due has come since the last look; where nothing is due, it cannot be missed. */
  readonly flowing: boolean;
  /** Nothing of what is due for `quietAfter`: a reason to ask whether the portal still hears us. */
  readonly quiet: boolean;
  /** Nothing of what is due for `stalledAfter`. */
  readonly stalled: boolean;
  /** One is missing for `partialAfter` while another comes: the way is good, its source is not. */
  readonly partial: boolean;
  /** How long no sound has come although it is due. */
  readonly audioGapMs: number;
}

export const lookEvery = 1_000;
/** One look and two: silence sends a packet in 400 ms, and sound is to be back within 5 s of another network. */
const quietAfter = 900;
const stalledAfter = 1_900;
const partialAfter = 4_000;

export class Watchdog {
  private _bytes: Reading["received"] = { audio: 0, camera: 0, screen: 0 };
  /** When it grew last, or became due. */
  private readonly _since: { audio: number; camera: number };
  /** A way was found, or another network, at this time: what was missed before is not missed of the new way, and what came is not its own. */
  private _anewAt: number;
  private _due: Watched = { audio: false, camera: false };

  constructor(now: number) {
    this._since = { audio: now, camera: now };
    this._anewAt = now;
  }

  anew(now: number): void {
    this._anewAt = now;
  }

  look({ at, received }: Pick<Reading, "at" | "received">, due: Watched): Watch {
    const all = watched.filter((slot) => due[slot]);
    const grown = all.filter((slot) => received[slot] > this._bytes[slot]);
    for (const slot of watched) if (received[slot] > this._bytes[slot] || (due[slot] && !this._due[slot])) this._since[slot] = at;
    this._bytes = received;
    this._due = due;
    const absent = (ms: number) => all.filter((slot) => at - Math.max(this._since[slot], this._anewAt) >= ms);
    const missing = absent(partialAfter);
    return {
      flowing: all.length === 0 || (grown.length > 0 && at - this._anewAt > lookEvery),
      quiet: all.length > 0 && absent(quietAfter).length === all.length,
      stalled: all.length > 0 && absent(stalledAfter).length === all.length,
      partial: missing.length > 0 && missing.length < all.length,
      audioGapMs: due.audio ? at - this._since.audio : 0,
    };
  }
}
