/** Puts streams into media elements: plays them, on the chosen speaker, and says when the browser plays no sound before a click. */
export interface PlaybackOptions<Which extends string> {
  readonly streamOf: (which: Which) => MediaStream | null;
  /** The own ones make no sound here. */
  readonly isOwn: (which: Which) => boolean;
  readonly speaker: () => string | null;
  readonly onBlocked: (blocked: boolean) => void;
}

export class Playback<Which extends string> {
  private readonly _shown = new Map<HTMLMediaElement, { readonly which: Which; speaker: string | null }>();

  constructor(private readonly _options: PlaybackOptions<Which>) {}

  /** Gives the function that ends it. An element shows one thing at a time. */
  show(element: HTMLMediaElement, which: Which): () => void {
    const shown = { which, speaker: null };
    this._shown.set(element, shown);
    element.autoplay = true;
    element.muted = this._options.isOwn(which);
    if ("playsInline" in element) element.playsInline = true;
    this.refresh();
    return () => {
      if (this._shown.get(element) !== shown) return;
      this._shown.delete(element);
      element.srcObject = null;
    };
  }

  /** Streams or the speaker may have changed. */
  refresh(): void {
    for (const [element, shown] of this._shown) {
      const stream = this._options.streamOf(shown.which);
      const speaker = this._options.speaker();
      if (speaker !== null && speaker !== shown.speaker && !element.muted) {
        shown.speaker = speaker;
        // Not in Safari before 18.4. A speaker that is gone: the browser's own choice plays on.
        (element as { setSinkId?: (id: string) => Promise<void> }).setSinkId?.(speaker).catch(() => undefined);
      }
      if (element.srcObject === stream) continue;
      element.srcObject = stream;
      if (stream) void this._play(element).then((played) => played || this._options.onBlocked(true));
    }
  }

  /** In a click: once more, all of them. */
  async play(): Promise<void> {
    const played = await Promise.all([...this._shown.keys()].filter(({ srcObject }) => srcObject).map((element) => this._play(element)));
    this._options.onBlocked(played.includes(false));
  }

  private async _play(element: HTMLMediaElement): Promise<boolean> {
    try {
      await element.play();
      return true;
    } catch (error) {
      // Others only say that the stream changed meanwhile.
      return (error as { readonly name?: unknown } | null)?.name !== "NotAllowedError";
    }
  }
}
