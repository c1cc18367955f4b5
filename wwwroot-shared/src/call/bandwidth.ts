/**
 * When to send less than the browser by itself would: a phone's encoder that fights for 100 kbit/s makes sound and picture bad, a small
 * picture leaves the sound alone. Pure: readings in, a mode out. Who falls back soon after is believed more slowly each time.
 */
import type { CallMode } from "./wire";
import type { LowBandwidth } from "./state";

export interface Flow {
  readonly at: number;
  /** What the way there carries, null where the browser does not tell. */
  readonly availableKbps: number | null;
  /** Of what is sent. */
  readonly lossPercent: number;
}

export const narrow = { kbps: 150, lossPercent: 8 } as const;
/** Below this not even a small picture has room beside the sound. */
const soundOnlyKbps = 60;
const badFor = 5_000;
const goodFor = 15_000;
/** Back in full and narrow again within this time: the next way back takes twice as long. */
const relapse = 60_000;
const longestProbation = 120_000;

export class Bandwidth {
  /** What was decided for the person, or by it. */
  private _mode: CallMode = "full";
  private _choice: boolean | "auto" = "auto";
  private _offered = false;
  private _worseSince: number | null = null;
  private _betterSince: number | null = null;
  private _probation = goodFor;
  private _fullSince = 0;

  constructor(private readonly _policy: "take" | "offer") {}

  get mode(): CallMode {
    return this._mode;
  }

  get low(): LowBandwidth {
    return this._mode === "full" ? (this._offered ? "offered" : "off") : "on";
  }

  /** True and false hold until the next choice; `auto` lets the readings decide. */
  choose(choice: boolean | "auto"): void {
    this._choice = choice;
    this._offered = false;
    this._worseSince = this._betterSince = null;
    if (choice !== "auto") this._mode = choice ? "low" : "full";
  }

  /** The ladder took the picture away. It comes back as from any narrow time. */
  soundOnly(): void {
    this._mode = "audio";
    this._betterSince = this._worseSince = null;
  }

  /** Takes a reading of each second or so. */
  take({ at, availableKbps, lossPercent }: Flow): CallMode {
    const kbps = availableKbps ?? Infinity;
    const level: CallMode = kbps < soundOnlyKbps ? "audio" : kbps < narrow.kbps || lossPercent >= narrow.lossPercent ? "low" : "full";
    const lowest = this._choice === true ? "low" : "full";
    const [now, here] = [rank(level), rank(this._mode)];
    this._worseSince = now < here ? (this._worseSince ?? at) : null;
    this._betterSince = now > here ? (this._betterSince ?? at) : null;
    if (this._worseSince === null && this._mode === "full") this._offered = false;
    if (this._worseSince !== null && at - this._worseSince >= badFor) this._fallTo(level, at);
    else if (this._betterSince !== null && at - this._betterSince >= this._probation && rank(this._mode) < rank(lowest)) this._rise(lowest, at);
    return this._mode;
  }

  private _fallTo(level: CallMode, at: number): void {
    // Who said no, or is only to be asked, keeps the picture: the browser still adapts it.
    if (this._mode === "full" && (this._choice === false || this._policy === "offer")) {
      this._offered = this._choice !== false;
      return;
    }
    if (this._mode === "full") this._probation = at - this._fullSince < relapse && this._fullSince > 0 ? Math.min(this._probation * 2, longestProbation) : goodFor;
    this._mode = level;
    this._worseSince = null;
  }

  private _rise(to: CallMode, at: number): void {
    // From sound alone by way of the small picture.
    this._mode = this._mode === "audio" ? "low" : to;
    this._betterSince = null;
    if (this._mode === "full") this._fullSince = at;
  }
}

const rank = (mode: CallMode): number => ["audio", "low", "full"].indexOf(mode);
