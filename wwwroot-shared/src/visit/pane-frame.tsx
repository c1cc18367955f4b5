import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Sign } from "./icons";
import { keepPlace, readPlace, within } from "./pane-place";
import type { StaffTongue } from "./staff-words";

const shrinkIcon = "M5 17h14";
const enlargeIcon = "M5 5.5h14v13H5ZM5 9h14";

const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const step = 16;

interface Props {
  readonly title: string;
  readonly t: StaffTongue;
  /** The page's own main is not drawn then: this is all that there is. */
  readonly isLocked: boolean;
  readonly children: ComponentChildren;
}

/** The pane over the portal's pages: moved by pointer and by keyboard, shrunk to a strip, never out of the window. */
export function PaneFrame({ title, t, isLocked, children }: Props) {
  const frame = useRef<HTMLElement>(null);
  const [place, setPlace] = useState(readPlace);
  const grabbed = useRef<{ x: number; y: number } | null>(null);

  const change = (next: typeof place) => {
    setPlace(next);
    keepPlace(next);
  };
  const moveTo = (x: number, y: number) => {
    const { width, height } = frame.current!.getBoundingClientRect();
    const at = within({ x, y }, { width, height }, { width: window.innerWidth, height: window.innerHeight });
    if (at.x !== place.at?.x || at.y !== place.at.y) change({ ...place, at });
  };

  useLayoutEffect(() => {
    const { style } = frame.current!;
    style.left = place.at ? `${place.at.x}px` : "";
    style.top = place.at ? `${place.at.y}px` : "";
    frame.current!.toggleAttribute("data-placed", place.at !== null);
  }, [place]);

  useEffect(() => {
    const onResize = () => place.at && moveTo(place.at.x, place.at.y);
    onResize();
    window.addEventListener("resize", onResize);
    return () => window.removeEventListener("resize", onResize);
  }, [place.at?.x, place.at?.y, place.isShrunk]);

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { left, top } = frame.current!.getBoundingClientRect();
    grabbed.current = { x: event.clientX - left, y: event.clientY - top };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };
  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    if (grabbed.current) moveTo(clientX - grabbed.current.x, clientY - grabbed.current.y);
  };
  const letGo = () => (grabbed.current = null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (!by) return;
    event.preventDefault();
    const { left, top } = frame.current!.getBoundingClientRect();
    const far = event.shiftKey ? 4 * step : step;
    moveTo(left + by[0] * far, top + by[1] * far);
  };

  return (
    <section ref={frame} class="pane" role={isLocked ? "main" : undefined} aria-label={title} data-shrunk={place.isShrunk || undefined}>
      <header class="pane-grip">
        <button type="button" class="pane-move" title={t("move")} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={letGo} onPointerCancel={letGo} onKeyDown={onKeyDown}>
          <span dir="auto">{title}</span>
          <span class="visually-hidden">. {t("move")}</span>
        </button>
        <button type="button" class="button button-quiet button-icon button-small" aria-label={t(place.isShrunk ? "enlarge" : "shrink")} title={t(place.isShrunk ? "enlarge" : "shrink")} onClick={() => change({ ...place, isShrunk: !place.isShrunk })}>
          <Sign path={place.isShrunk ? enlargeIcon : shrinkIcon} />
        </button>
      </header>
      {children}
    </section>
  );
}
