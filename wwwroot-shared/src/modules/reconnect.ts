// Keeps the page honest about its circuit: says within 5 s that it is lost, brings it back, reloads where it is gone for good.
//
// Blazor's own script tells by classes on #components-reconnect-modal: -show (trying), -hide (back), -failed (gave up trying),
// -rejected (the server knows the circuit no more; the page only looks alive). It notices a silent network late, and a frozen
// circuit never: so the page also asks the circuit itself.
import { announceLeaving } from "../interop/leaving";
import type { DotNet, Hold } from "../interop/dot-net";
import { callRuns } from "../visit/pane-events";

export interface ReconnectOptions {
  /** Brings the circuit back: true when it is, false when the server knows it no more, rejects when the server is out of reach. */
  readonly reconnect?: () => Promise<boolean>;
  /** Whether the server can be reached at all. */
  readonly reachable?: () => Promise<boolean>;
  readonly reload?: () => void;
}

/** Asked this often, and given this long to answer: a lost circuit shows within their sum. */
const askEvery = 2_000;
const answerWithin = 2_500;
/** Silent this long while Blazor's script sees nothing wrong: the page is frozen. */
const frozenAfter = 30_000;
const retryEvery = 3_000;

declare global {
  interface Window {
    Blazor?: { reconnect?(): Promise<boolean> };
  }
}

/**
 * Starts watching. `dotNet` answers `Alive()` at once. The banner is the element with that id, its words are its own
 * `data-lost`, `data-reloading` and `data-calling`, shown in its `.reconnect-text`. The watch ends with `dispose()`.
 *
 * A call in this page needs no circuit, and a page that is loaded again would end it: it is waited for.
 */
export function start(dotNet: DotNet, options: ReconnectOptions = {}): Hold {
  const banner = document.getElementById("components-reconnect-modal");
  if (!banner) throw new Error("the page has no #components-reconnect-modal");
  const reconnect = options.reconnect ?? (async () => (await window.Blazor?.reconnect?.()) ?? true);
  const reachable = options.reachable ?? (async () => (await fetch("/health/live", { cache: "no-store" })).ok);
  const reload = options.reload ?? (() => window.location.reload());

  let silentSince: number | null = null;
  let leaving = false;
  let stopped = false;
  let timer = 0;
  let retrying = false;

  const is = (state: string) => banner.classList.contains(`components-reconnect-${state}`);
  const troubled = () => is("show") || is("failed") || is("rejected");

  const say = (words: string | undefined) => {
    const place = banner.querySelector(".reconnect-text") ?? banner;
    if (words !== undefined && place.textContent !== words) place.textContent = words;
  };

  const draw = () => {
    const lost = leaving || troubled() || silentSince !== null;
    banner.toggleAttribute("data-shown", lost);
    if (lost) say(banner.dataset[leaving && callRuns() ? "calling" : leaving ? "reloading" : "lost"]);
  };

  const pause = (ms: number) => new Promise<void>((resolve) => window.setTimeout(resolve, ms));

  /** Reloading into a server that is down would replace the page, and what was typed on it, by the browser's error page. */
  const leave = async () => {
    if (leaving) return;
    leaving = true;
    draw();
    while (!stopped && (callRuns() || !(await reachable().catch(() => false)))) await pause(retryEvery);
    draw();
    if (stopped) return;
    await announceLeaving();
    reload();
  };

  const bringBack = async () => {
    if (retrying || leaving) return;
    retrying = true;
    while (!stopped && is("failed")) {
      const back = await reconnect().catch(() => null);
      if (back === false) void leave();
      if (back !== null) break;
      await pause(retryEvery);
    }
    retrying = false;
  };

  const onClass = () => {
    if (is("rejected")) void leave();
    else if (is("failed")) void bringBack();
    draw();
  };

  const ask = async () => {
    const asked = Date.now();
    const answered = await Promise.race([
      dotNet.invokeMethodAsync("Alive").then(
        () => true,
        () => false,
      ),
      pause(answerWithin).then(() => false),
    ]);
    if (stopped) return;
    if (answered) silentSince = null;
    else silentSince ??= asked;
    draw();
    if (silentSince !== null && !troubled() && Date.now() - silentSince >= frozenAfter) void leave();
    timer = window.setTimeout(ask, askEvery);
  };

  const askNow = () => {
    if (document.visibilityState !== "visible" || leaving) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask);
  };

  const classes = new MutationObserver(onClass);
  classes.observe(banner, { attributes: true, attributeFilter: ["class"] });
  document.addEventListener("visibilitychange", askNow);
  window.addEventListener("online", askNow);
  timer = window.setTimeout(ask, askEvery);
  onClass();

  return {
    dispose() {
      stopped = true;
      window.clearTimeout(timer);
      classes.disconnect();
      document.removeEventListener("visibilitychange", askNow);
      window.removeEventListener("online", askNow);
    },
  };
}
