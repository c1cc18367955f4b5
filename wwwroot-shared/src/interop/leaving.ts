/**
 * The page is about to reload by itself. Whoever holds typed text takes it to safety first:
 * `reconnect.js` raises the event, `composer.js` answers. A DOM event, because each module is a bundle of its own.
 */
const eventName = "portal:leaving";

export async function announceLeaving(): Promise<void> {
  const work: Promise<unknown>[] = [];
  window.dispatchEvent(new CustomEvent(eventName, { detail: { waitFor: (promise: Promise<unknown>) => work.push(promise) } }));
  await Promise.allSettled(work);
}

/** Calls `save` before the page reloads by itself, and waits for it. Gives the function that ends this. */
export function beforeLeaving(save: () => Promise<unknown>): () => void {
  const listener = (event: Event) => (event as CustomEvent<{ waitFor(promise: Promise<unknown>): void }>).detail.waitFor(save());
  window.addEventListener(eventName, listener);
  return () => window.removeEventListener(eventName, listener);
}
