// Idle sign-out: what a person does keeps the session, what the page does by itself never.
import { tell, type DotNet, type Hold } from "../interop/dot-net";
import { askToLock, callRuns, onPaneNews } from "../visit/pane-events";

export interface IdleOptions {
  /** The session ends after so much idleness, ms. */
  readonly endAfter: number;
  /** The warning stands for the last so many ms of that. */
  readonly warnFor: number;
  /** Where to go when the end comes while the circuit is lost. */
  readonly signOutUrl: string;
  readonly leave?: (url: string) => void;
}

const kinds = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
/** Activity is told at most so often; well under any session's length. */
const tellEvery = 30_000;
/** So often the session is kept for a call over which the page is locked. */
const keepEvery = 60_000;

/**
 * Calls `OnActivity()` (now and then, while somebody is there), `OnIdleWarning(int secondsLeft)` once, `OnIdleEnd()` at the end.
 * Any key or touch takes the warning back (`OnActivity`). The tabs of one browser count as one person.
 *
 * While a call runs in this page the end is a lock instead: everything but the call is hidden, `OnLocked()` is called at once and every minute
 * (it keeps the session, for the call alone), and `bool OnUnlock(string password)` lifts it. The call's end is then the session's.
 */
export function attach(dotNet: DotNet, options: IdleOptions): Hold {
  const leave = options.leave ?? ((url: string) => window.location.assign(url));
  const tabs = new BroadcastChannel("portal.activity");
  let last = Date.now();
  let told = Date.now();
  let warned = false;
  let ended = false;
  let locked = 0;
  let timer = 0;

  const active = () => {
    if (ended || locked) return;
    last = Date.now();
    if (warned || last - told >= tellEvery) {
      told = last;
      warned = false;
      tell(dotNet, "OnActivity");
      tabs.postMessage(null);
    }
    plan();
  };

  const elsewhere = () => {
    if (locked) return;
    last = Date.now();
    if (warned) tell(dotNet, "OnActivity");
    warned = false;
    plan();
  };

  const check = () => {
    // By the clock and not by the timer: a sleeping machine's timers stand still.
    const left = options.endAfter - (Date.now() - last);
    if (locked) return;
    if (left <= 0) return callRuns() ? lock() : end();
    if (left <= options.warnFor && !warned) {
      warned = true;
      tell(dotNet, "OnIdleWarning", Math.ceil(left / 1000));
    }
    plan();
  };

  const end = () => {
    ended = true;
    window.clearInterval(locked);
    void dotNet.invokeMethodAsync("OnIdleEnd").catch(() => leave(options.signOutUrl));
  };

  const lock = () => {
    const keep = () => tell(dotNet, "OnLocked");
    locked = window.setInterval(keep, keepEvery);
    keep();
    askToLock({
      async unlock(password) {
        if ((await dotNet.invokeMethodAsync("OnUnlock", password)) !== true) return false;
        window.clearInterval(locked);
        locked = 0;
        warned = true;
        active();
        return true;
      },
      signOut: end,
    });
  };

  const stopHearing = onPaneNews(({ kind }) => {
    if (kind === "ended" && locked && !ended) end();
  });

  const plan = () => {
    window.clearTimeout(timer);
    if (ended || locked) return;
    const left = options.endAfter - (Date.now() - last);
    timer = window.setTimeout(check, Math.max(0, warned ? left : left - options.warnFor));
  };

  for (const kind of kinds) window.addEventListener(kind, active, { capture: true, passive: true });
  document.addEventListener("visibilitychange", check);
  tabs.addEventListener("message", elsewhere);
  plan();

  return {
    dispose() {
      ended = true;
      stopHearing();
      window.clearInterval(locked);
      window.clearTimeout(timer);
      for (const kind of kinds) window.removeEventListener(kind, active, { capture: true });
      document.removeEventListener("visibilitychange", check);
      tabs.close();
    },
  };
}
