/** Where the pane stands over the portal's page. Kept for the tab, so that it is there again after a page is loaded anew. */
export interface PanePlace {
  /** From the left and the top of the window, CSS pixels; null: where the style sheet puts it. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly isShrunk: boolean;
}

const key = "portal.call-pane";
export const firstPlace: PanePlace = { at: null, isShrunk: false };

export function readPlace(): PanePlace {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as PanePlace | null;
    return kept ? { at: kept.at && Number.isFinite(kept.at.x + kept.at.y) ? kept.at : null, isShrunk: kept.isShrunk === true } : firstPlace;
  } catch {
    return firstPlace;
  }
}

export function keepPlace(place: PanePlace): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(place));
  } catch {
    // A full or forbidden storage: it stands there until the page goes.
  }
}

/** Always wholly within the window, whatever its size was when it was put there. */
export function within(at: { readonly x: number; readonly y: number }, pane: { readonly width: number; readonly height: number }, view: { readonly width: number; readonly height: number }): { x: number; y: number } {
  const clamp = (value: number, most: number) => Math.round(Math.max(0, Math.min(value, most)));
  return { x: clamp(at.x, view.width - pane.width), y: clamp(at.y, view.height - pane.height) };
}
