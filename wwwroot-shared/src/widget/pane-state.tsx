import type { ComponentChildren } from "preact";

/** A pane that has nothing else to show, and says why. */
export function PaneState(props: { readonly title: string; readonly text?: string; readonly children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{props.title}</p>
      {props.text && <p class="state-text">{props.text}</p>}
      {props.children}
    </div>
  );
}

export function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((line) => (
        <div key={line} class="skeleton-line" />
      ))}
    </div>
  );
}
