/**
 * The system takes a device away and gives it back, or forgets to: iOS mutes the track for a telephone call, for Siri, for the camera
 * of a page in the background; a pulled cable ends it. Whoever is interrupted is told at once; the device is asked for again when the page is
 * looked at and the system did not give it back by itself (Safari often does not, after a call).
 */
export type Captured = "audio" | "camera";

export interface InterruptionsOptions {
  /** Whether anything that should be sent is away. */
  readonly onChange: (interrupted: boolean) => void;
  /** A track was muted, is back, or ended: at once, however short it lasts. */
  readonly onEvent: () => void;
  /** Asks the browser for the device anew, and has it watched in place of this one. */
  readonly reacquire: (what: Captured) => Promise<void>;
}

/** A mute this short is none: some cameras begin with one. */
const noticeAfter = 500;
const reacquireAfter = 2_000;
const mostWait = 32_000;

const events = ["mute", "unmute", "ended"] as const;

interface Watched {
  readonly track: MediaStreamTrack;
  readonly stop: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
  tries: number;
}

export class Interruptions {
  private readonly _watched = new Map<Captured, Watched>();
  private readonly _away = new Set<Captured>();
  private _told = false;

  constructor(private readonly _options: InterruptionsOptions) {
    document.addEventListener("visibilitychange", this._visible);
  }

  /** Watches this track instead of the one before; null: nothing is to be sent, so nothing is missed. */
  watch(what: Captured, track: MediaStreamTrack | null): void {
    const before = this._watched.get(what);
    if (before?.track === track) return;
    if (before) {
      before.stop();
      clearTimeout(before.timer);
      this._watched.delete(what);
    }
    if (track) {
      const check = () => {
        this._check(what);
        this._options.onEvent();
      };
      for (const name of events) track.addEventListener(name, check);
      const stop = () => events.forEach((name) => track.removeEventListener(name, check));
      // A device that came back muted goes on waiting where the one before was.
      this._watched.set(what, { track, stop, timer: undefined, tries: isAway(track) ? (before?.tries ?? 0) : 0 });
    }
    this._check(what);
  }

  close(): void {
    document.removeEventListener("visibilitychange", this._visible);
    for (const what of [...this._watched.keys()]) this.watch(what, null);
  }

  private readonly _visible = (): void => {
    for (const what of this._away) this._plan(what, noticeAfter);
  };

  private _check(what: Captured): void {
    const watched = this._watched.get(what);
    if (!watched || !isAway(watched.track)) {
      clearTimeout(watched?.timer);
      this._away.delete(what);
      return this._tell();
    }
    if (watched.track.readyState === "ended") this._leave(what, 0);
    else {
      clearTimeout(watched.timer);
      watched.timer = setTimeout(() => this._leave(what, pauseOf(watched)), noticeAfter);
    }
  }

  private _leave(what: Captured, ms: number): void {
    this._away.add(what);
    this._tell();
    this._plan(what, ms);
  }

  private _plan(what: Captured, ms: number): void {
    const watched = this._watched.get(what);
    if (!watched) return;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      // Nobody may capture from the background on a phone: coming back into view plans it anew.
      if (document.visibilityState !== "visible") return;
      watched.tries++;
      void this._options.reacquire(what).finally(() => {
        if (this._watched.get(what) === watched && isAway(watched.track)) this._plan(what, pauseOf(watched));
      });
    }, ms);
  }

  private _tell(): void {
    const away = this._away.size > 0;
    if (away === this._told) return;
    this._told = away;
    this._options.onChange(away);
  }
}

/** Ever longer, as long as asking is in vain. */
const pauseOf = ({ tries }: Watched): number => Math.min(reacquireAfter * 2 ** tries, mostWait);

const isAway = (track: MediaStreamTrack): boolean => track.muted || track.readyState === "ended";
