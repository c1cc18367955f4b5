/** What the pane and the page around it tell each other: DOM events on the window, because each module is a bundle of its own and the circuit may be lost. */
const callEvent = "portal:call";
const lockEvent = "portal:lock";

export interface PaneNews {
  readonly kind: "knock" | "ended";
  readonly visitId: string;
  readonly conversationId: string;
}

/** How the lock over a running call is lifted. */
export interface LockRequest {
  /** Whether that is the person's password; rejects where the portal cannot be asked. */
  unlock(password: string): Promise<boolean>;
  /** Ends the session, and with it the call. */
  signOut(): void;
}

export const tellPage = (news: PaneNews): boolean => window.dispatchEvent(new CustomEvent(callEvent, { detail: news }));
export const askToLock = (request: LockRequest): boolean => window.dispatchEvent(new CustomEvent(lockEvent, { detail: request }));
export const onPaneNews = (handler: (news: PaneNews) => void): (() => void) => listen(callEvent, handler);
export const onLock = (handler: (request: LockRequest) => void): (() => void) => listen(lockEvent, handler);

/** Whether a call runs in this page. */
export const callRuns = (): boolean => document.querySelector('#call-pane[data-call="on"]') !== null;

function listen<T>(name: string, handler: (detail: T) => void): () => void {
  const listener = (event: Event) => handler((event as CustomEvent<T>).detail);
  window.addEventListener(name, listener);
  return () => window.removeEventListener(name, listener);
}
