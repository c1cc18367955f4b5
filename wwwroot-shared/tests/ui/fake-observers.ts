/** Stand-ins for what jsdom has not: observers that report when the test says so. */
export class FakeIntersectionObserver implements IntersectionObserver {
  static all: FakeIntersectionObserver[] = [];
  readonly observed = new Set<Element>();
  readonly root: Element | Document | null;
  readonly rootMargin = "";
  readonly scrollMargin = "";
  readonly thresholds = [];

  constructor(
    private readonly report: IntersectionObserverCallback,
    options: IntersectionObserverInit = {},
  ) {
    this.root = options.root ?? null;
    FakeIntersectionObserver.all.push(this);
  }

  observe(element: Element) {
    this.observed.add(element);
  }

  unobserve(element: Element) {
    this.observed.delete(element);
  }

  disconnect() {
    this.observed.clear();
  }

  takeRecords() {
    return [];
  }

  show(element: Element, ratio: number, height = 10, rootHeight = 600) {
    if (!this.observed.has(element)) throw new Error("not observed");
    const entry = {
      target: element,
      isIntersecting: ratio > 0,
      intersectionRatio: ratio,
      intersectionRect: { height } as DOMRectReadOnly,
      rootBounds: { height: rootHeight } as DOMRectReadOnly,
    } as IntersectionObserverEntry;
    this.report([entry], this);
  }
}

export class FakeResizeObserver implements ResizeObserver {
  constructor(_report: ResizeObserverCallback) {}
  observe() {}
  unobserve() {}
  disconnect() {}
}

export function installObservers(): void {
  FakeIntersectionObserver.all = [];
  globalThis.IntersectionObserver = FakeIntersectionObserver as unknown as typeof IntersectionObserver;
  globalThis.ResizeObserver = FakeResizeObserver;
}
