/** Why the browser gave no camera, microphone or screen, in one word for all browsers. */
import type { DeviceProblem } from "./state";

const problems: ReadonlyMap<unknown, DeviceProblem> = new Map([
  ["NotAllowedError", "denied"],
  // Where the frame or the whole browser may not.
  ["SecurityError", "denied"],
  ["NotFoundError", "none"],
  ["OverconstrainedError", "none"],
  ["NotReadableError", "inUse"],
  // Firefox: the device is there and does not start.
  ["AbortError", "inUse"],
]);

/** `capture`: which of the browser's ways was asked; phones have no `getDisplayMedia` at all. */
export function deviceProblem(error: unknown, capture: "getUserMedia" | "getDisplayMedia" = "getUserMedia"): DeviceProblem {
  // Over plain HTTP there is no `mediaDevices` (Chromium, Safari), or it refuses (Firefox).
  if (globalThis.isSecureContext === false) return "insecure";
  if (!(navigator.mediaDevices as MediaDevices | undefined)?.[capture]) return "unsupported";
  return problems.get((error as { readonly name?: unknown } | null)?.name) ?? "other";
}
