/**
 * How loud a stream is. One `AudioContext` for all of a page: browsers allow few. On iOS it sounds, and so measures, only when it was
 * begun in a click, and a telephone call interrupts it; each look tries to wake it.
 */
let context: AudioContext | null = null;

export function audioContext(): AudioContext {
  context ??= new AudioContext();
  return context;
}

/** Below this (dBFS) is silence, in a quiet room too; at the other is somebody speaking up. */
const quietest = -60;
const loudest = -12;

export class Meter {
  /** Sound that is not silence was there at one of the looks. */
  heard = false;
  private readonly _analyser: AnalyserNode;
  private readonly _source: MediaStreamAudioSourceNode;
  private readonly _samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    const context = audioContext();
    this._analyser = context.createAnalyser();
    this._analyser.fftSize = 1024;
    this._samples = new Float32Array(this._analyser.fftSize);
    this._source = context.createMediaStreamSource(stream);
    this._source.connect(this._analyser);
  }

  /** The level at this moment, 0 (silence) to 1, even to the ear. To be asked some ten times a second. */
  level(): number {
    // "interrupted" is Safari's own state.
    if (this._analyser.context.state !== "running") void audioContext().resume().catch(() => undefined);
    this._analyser.getFloatTimeDomainData(this._samples);
    const level = levelOf(this._samples);
    if (level > 0) this.heard = true;
    return level;
  }

  close(): void {
    this._source.disconnect();
  }
}

/** Of samples from -1 to 1. */
export function levelOf(samples: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < samples.length; i++) squares += samples[i]! ** 2;
  const decibels = 10 * Math.log10(squares / Math.max(samples.length, 1));
  return Math.min(1, Math.max(0, (decibels - quietest) / (loudest - quietest)));
}
