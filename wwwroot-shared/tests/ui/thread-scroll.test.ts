// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { attachThreadScroll, type ThreadScroll } from "../../src/ui/thread-scroll";
import { FakeIntersectionObserver, installObservers } from "./fake-observers";

const viewHeight = 300;
const lineHeight = 100;

/** A log whose lines are all 100 px high: jsdom lays nothing out. */
function layOut(log: HTMLElement): void {
  let scrollTop = 0;
  const lines = () => [...log.children];
  const height = () => lines().length * lineHeight;
  Object.defineProperties(log, {
    clientHeight: { get: () => viewHeight },
    scrollHeight: { get: () => Math.max(viewHeight, height()) },
    scrollTop: { get: () => scrollTop, set: (value: number) => (scrollTop = Math.max(0, Math.min(value, height() - viewHeight))) },
  });
  log.getBoundingClientRect = () => new DOMRect(0, 0, 100, viewHeight);
  const place = (line: Element) => new DOMRect(0, lines().indexOf(line) * lineHeight - scrollTop, 100, lineHeight);
  Element.prototype.getBoundingClientRect = function (this: Element) {
    return place(this);
  };
}

function line(sequence: number): HTMLElement {
  const element = document.createElement("div");
  element.dataset["sequence"] = String(sequence);
  return element;
}

const painted = () => Promise.resolve();

describe("a thread's scrolling", () => {
  let log: HTMLElement;
  let scroll: ThreadScroll;
  const onOlder = vi.fn();
  const onSeen = vi.fn();
  const onAtEnd = vi.fn();
  const [reading, older] = [() => FakeIntersectionObserver.all[0]!, () => FakeIntersectionObserver.all[1]!];

  const scrollTo = (top: number) => {
    log.scrollTop = top;
    log.dispatchEvent(new Event("scroll"));
  };

  beforeEach(() => {
    vi.resetAllMocks();
    installObservers();
    document.body.innerHTML = "";
    log = document.body.appendChild(document.createElement("div"));
    layOut(log);
    log.append(...[11, 12, 13, 14, 15].map(line));
    scroll = attachThreadScroll(log, { onOlder, onSeen, onAtEnd });
  });

  it("begins at the newest message", () => expect(log.scrollTop).toBe(200));

  it("follows new messages while the reader is at the end", async () => {
    log.append(line(16));
    await painted();
    expect(log.scrollTop).toBe(300);
    expect(onAtEnd).not.toHaveBeenCalled();
  });

  it("stays where the reader is when new messages come below", async () => {
    scrollTo(50);
    log.append(line(16));
    await painted();
    expect(log.scrollTop).toBe(50);
    expect(onAtEnd).toHaveBeenCalledExactlyOnceWith(false);
  });

  it("keeps what is being read in place when older messages come in above", async () => {
    scrollTo(50);
    log.prepend(...[8, 9, 10].map(line));
    await painted();
    expect(log.scrollTop).toBe(350);
  });

  it("goes to the end on demand, and stays there", async () => {
    scrollTo(0);
    scroll.toEnd();
    expect(log.scrollTop).toBe(200);
    log.append(line(16));
    await painted();
    expect(log.scrollTop).toBe(300);
    expect(onAtEnd.mock.calls).toEqual([[false], [true]]);
  });

  it("shows an element in the upper part of the screen, and stays there when more comes in", async () => {
    log.append(...[16, 17, 18, 19, 20].map(line));
    await painted();
    scroll.toElement(log.children[3]!);
    expect(log.scrollTop).toBe(225);
    log.append(line(21));
    await painted();
    expect(log.scrollTop).toBe(225);
    expect(onAtEnd.mock.lastCall).toEqual([false]);
  });

  it("tells what was seen, only upwards", () => {
    reading().show(log.children[2]!, 1);
    reading().show(log.children[1]!, 1);
    reading().show(log.children[3]!, 0.5);
    expect(onSeen.mock.calls).toEqual([[13], [14]]);
  });

  it("does not take a message for seen of which only an edge shows, but takes a tall one that fills the screen", () => {
    reading().show(log.children[2]!, 0.3, 30);
    expect(onSeen).not.toHaveBeenCalled();
    reading().show(log.children[3]!, 0.3, 400);
    expect(onSeen).toHaveBeenCalledExactlyOnceWith(14);
  });

  it("sees nothing in a hidden page, and what stands there once it is shown", () => {
    const state = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    reading().show(log.children[4]!, 1);
    expect(onSeen).not.toHaveBeenCalled();
    state.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    expect(onSeen).toHaveBeenCalledExactlyOnceWith(15);
  });

  it("sees a pending message only once it has its sequence", async () => {
    const pending = document.createElement("div");
    log.append(pending);
    await painted();
    expect(reading().observed.has(pending)).toBe(false);
    pending.dataset["sequence"] = "16";
    await painted();
    reading().show(pending, 1);
    expect(onSeen).toHaveBeenCalledExactlyOnceWith(16);
  });

  it("asks for older messages again while the reader is still near the oldest after a short page", async () => {
    const sentinel = document.createElement("div");
    sentinel.className = "thread-older";
    log.prepend(sentinel);
    await painted();
    older().show(sentinel, 1);
    sentinel.after(line(10));
    await painted();
    older().show(sentinel, 1);
    expect(onOlder).toHaveBeenCalledTimes(2);
  });

  it("is silent after its end", async () => {
    scroll.dispose();
    log.append(line(16));
    await painted();
    expect(log.scrollTop).toBe(200);
    expect(reading().observed.size).toBe(0);
  });
});
