/**
 * The scrolling of a thread, for the widget and the portal alike: stays at the end while the reader is at the end, keeps what is
 * being read in place when older messages come in above, asks for those in time, and tells what was really seen.
 *
 * It watches the elements instead of being told of changes, so that it serves Preact and Blazor without either knowing: a
 * mutation is seen before the next paint, hence without a jump.
 *
 * Markup: each message or notice bears `data-sequence` (none while pending); `.thread-older` is there while older ones exist.
 */
export interface ThreadScrollOptions {
  /** Older events are wanted: the reader is within a screen of the oldest. Called again as often as that comes true. */
  readonly onOlder: () => void;
  /** The highest sequence that stood on the screen, in a visible page; only ever rises. */
  readonly onSeen: (sequence: number) => void;
  /** Whether the newest message is in sight. */
  readonly onAtEnd: (atEnd: boolean) => void;
}

export interface ThreadScroll {
  /** Shows the newest message, and stays there. */
  toEnd(): void;
  /** Shows the element in the upper part, and leaves the end unless that is in sight too. */
  toElement(element: Element): void;
  dispose(): void;
}

/** Nearer to the end than this (CSS px) counts as at the end: a finger never lands on the pixel. */
const endSlack = 48;

export function attachThreadScroll(log: HTMLElement, options: ThreadScrollOptions): ThreadScroll {
  let atEnd = true;
  let anchor: { element: Element; top: number } | null = null;
  let seen = 0;
  const visible = new Map<Element, number>();

  const distanceToEnd = () => log.scrollHeight - log.clientHeight - log.scrollTop;

  const setAtEnd = (value: boolean) => {
    if (value === atEnd) return;
    atEnd = value;
    options.onAtEnd(value);
  };

  const remember = () => {
    const top = log.getBoundingClientRect().top;
    for (const element of log.querySelectorAll("[data-sequence]")) {
      const box = element.getBoundingClientRect();
      if (box.bottom <= top) continue;
      anchor = { element, top: box.top };
      return;
    }
    anchor = null;
  };

  const settle = () => {
    if (atEnd) log.scrollTop = log.scrollHeight;
    else if (anchor?.element.isConnected) log.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    remember();
  };

  const tellSeen = () => {
    if (document.visibilityState !== "visible") return;
    const highest = Math.max(seen, ...visible.values());
    if (highest === seen) return;
    seen = highest;
    options.onSeen(seen);
  };

  // No root: the browser then clips by the frame and the host's page as well, so that a thread scrolled out of sight is not read.
  const reading = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const tall = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2;
        if (isIntersecting && (intersectionRatio >= 0.5 || tall)) visible.set(target, Number(target.getAttribute("data-sequence")));
        else visible.delete(target);
      }
      tellSeen();
    },
    { threshold: [0, 0.25, 0.5] },
  );

  const older = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && options.onOlder(), {
    root: log,
    rootMargin: "100% 0px 0px 0px",
  });

  const observed = new Set<Element>();
  const observe = () => {
    for (const element of observed)
      if (!element.isConnected || !element.hasAttribute("data-sequence")) {
        observed.delete(element);
        visible.delete(element);
        reading.unobserve(element);
      }
    for (const element of log.querySelectorAll("[data-sequence]"))
      if (!observed.has(element)) {
        observed.add(element);
        reading.observe(element);
      }
    // Observing afresh reports the present state again: still in sight after a short page means that more is wanted.
    older.disconnect();
    const sentinel = log.querySelector(".thread-older");
    if (sentinel) older.observe(sentinel);
  };

  const changes = new MutationObserver(() => {
    settle();
    observe();
  });
  const sizes = new ResizeObserver(settle);
  const onScroll = () => {
    setAtEnd(distanceToEnd() <= endSlack);
    remember();
  };

  changes.observe(log, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-sequence"] });
  sizes.observe(log);
  log.addEventListener("scroll", onScroll, { passive: true });
  document.addEventListener("visibilitychange", tellSeen);
  settle();
  observe();

  return {
    toEnd() {
      setAtEnd(true);
      settle();
    },
    toElement(element) {
      // Not by scrollIntoView, which scrolls the page and a host's page as well.
      log.scrollTop += element.getBoundingClientRect().top - log.getBoundingClientRect().top - log.clientHeight / 4;
      onScroll();
    },
    dispose() {
      changes.disconnect();
      sizes.disconnect();
      reading.disconnect();
      older.disconnect();
      log.removeEventListener("scroll", onScroll);
      document.removeEventListener("visibilitychange", tellSeen);
    },
  };
}
