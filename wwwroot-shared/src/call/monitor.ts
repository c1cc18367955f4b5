/** Looks once a second at what the connection does: feeds the ladder, the watchdog, the bandwidth's judge and the visit's record. */
import type { Bandwidth } from "./bandwidth";
import type { PeerLink } from "./peer-link";
import { noReading, readingOf, sampleOf, type Reading, type StatsSource } from "./stats";
import { lookEvery, Watchdog, type Watch, type Watched } from "./watchdog";
import type { CallMode, QualitySample } from "./wire";

export interface MonitorOptions {
  readonly bandwidth: Bandwidth;
  /** What the other side says it sends. */
  readonly due: () => Watched;
  readonly mode: () => CallMode;
  readonly onWatch: (watch: Watch) => void;
  readonly onSample: (sample: QualitySample) => void;
  /** Each second, with a connection or without. */
  readonly onSecond: () => void;
}

const sampleEvery = 5_000;

export class Monitor {
  private _link: PeerLink | null = null;
  private _timer: ReturnType<typeof setInterval> | undefined;
  private _watchdog = new Watchdog(0);
  private _last: Reading = noReading(0);
  private _sampled: Reading = noReading(0);
  private _gap = 0;
  private _looking = false;

  constructor(private readonly options: MonitorOptions) {}

  start(): void {
    this._timer = setInterval(() => void this._second(), lookEvery);
  }

  stop(): void {
    clearInterval(this._timer);
    this._link = null;
  }

  watch(link: PeerLink | null): void {
    const now = performance.now();
    this._link = link;
    this._watchdog = new Watchdog(now);
    this._last = this._sampled = noReading(now);
  }

  /** The connection found its way, or another one, or there is another network. */
  anew(): void {
    this._watchdog.anew(performance.now());
  }

  private async _second(): Promise<void> {
    const link = this._link;
    if (link && !this._looking) {
      this._looking = true;
      try {
        const report = (await link.stats()) as unknown as StatsSource;
        if (this._link === link) this._look(link, readingOf(report, (mid, id) => link.slotOf(mid, id), performance.now()));
      } catch {
        // Closed meanwhile.
      } finally {
        this._looking = false;
      }
    }
    this.options.onSecond();
  }

  private _look(link: PeerLink, reading: Reading): void {
    const { bandwidth, due, mode, onSample, onWatch } = this.options;
    const connected = link.state === "connected";
    const watch = this._watchdog.look(reading, due());
    this._gap = Math.max(this._gap, watch.audioGapMs);
    if (connected) {
      const { lossPercent } = sampleOf(this._last, reading, "full", 0);
      bandwidth.take({ at: reading.at, availableKbps: reading.availableKbps, lossPercent: reading.lossThere ?? lossPercent });
      onWatch(watch);
    }
    this._last = reading;
    if (reading.at - this._sampled.at < sampleEvery - lookEvery / 2) return;
    onSample(sampleOf(this._sampled, reading, mode(), this._gap >= lookEvery * 1.5 ? this._gap : 0));
    this._sampled = reading;
    this._gap = 0;
  }
}
