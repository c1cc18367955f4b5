// Somebody knocks at the waiting room: two notes, and words in the title of a window that nobody looks at.
import type { Hold } from "../interop/dot-net";

const cookie = "portal-knock";
const separator = " · ";
let context: AudioContext | null = null;
let words: string | null = null;

/** Whether this person wants to hear nothing; everything is heard until switched off. */
export function isMuted(): boolean {
  return document.cookie.split("; ").includes(`${cookie}=off`);
}

/** Remembered for a year. Switching the sound on plays it once, so that it is known, and known to work. */
export function mute(muted: boolean): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${cookie}=off; path=/; max-age=${muted ? 365 * 24 * 60 * 60 : 0}; samesite=lax${secure}`;
  if (!muted) void sound();
}

/** Rings. `title` stands before the window's own title until somebody looks at it. */
export function ring(title: string): void {
  if (document.visibilityState !== "visible" || !document.hasFocus()) {
    words = title;
    drawTitle();
  }
  if (!isMuted()) void sound();
}

/** A browser lets a page sound only after somebody has touched it: the first key or press anywhere wakes the sound. */
export function attach(): Hold {
  const wake = () => {
    context ??= newContext();
    if (context?.state === "suspended") void context.resume().catch(() => undefined);
  };
  const look = () => {
    if (document.visibilityState !== "visible" || !document.hasFocus()) return;
    const own = ownTitle();
    words = null;
    document.title = own;
  };
  const title = new MutationObserver(drawTitle);
  title.observe(document.head, { subtree: true, childList: true, characterData: true });
  for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, wake, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  return {
    dispose() {
      title.disconnect();
      for (const kind of ["pointerdown", "keydown"]) window.removeEventListener(kind, wake, { capture: true });
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("focus", look);
    },
  };
}

function ownTitle(): string {
  return words !== null && document.title.startsWith(words + separator) ? document.title.slice(words.length + separator.length) : document.title;
}

/** The circuit writes the title anew with each change: what stands before it is put there again. */
function drawTitle(): void {
  if (words !== null && !document.title.startsWith(words + separator)) document.title = words + separator + document.title;
}

/** Two soft notes, a fifth apart, within a second. Nothing where the browser does not let the page sound yet. */
async function sound(): Promise<void> {
  // Not even tried before the first touch: the browser would only complain. Where it does not say whether there was one, it is tried.
  if (!context && navigator.userActivation?.hasBeenActive === false) return;
  context ??= newContext();
  if (!context) return;
  // Before the first touch this waits for it, and a knock is not to be heard an hour late.
  await Promise.race([context.resume().catch(() => undefined), new Promise((resolve) => window.setTimeout(resolve, 500))]);
  if (context.state !== "running") return;
  note(context, 587.33, 0);
  note(context, 880, 0.22);
}

function note(audio: AudioContext, frequency: number, after: number): void {
  const [oscillator, gain, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + after];
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.25, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.65);
}

function newContext(): AudioContext | null {
  return "AudioContext" in window ? new AudioContext() : null;
}
