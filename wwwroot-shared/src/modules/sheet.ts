// The fields of a summary being written: what is typed is handed over a moment after the last key, and kept in the field until it was taken.
import { type DotNet, type Hold } from "../interop/dot-net";
import { beforeLeaving } from "../interop/leaving";
import { autosize } from "../ui/autosize";

export interface Sheet extends Hold {
  /** Hands over at once what was not yet handed over; settles when all of it was taken, or could not be. */
  keep(): Promise<void>;
}

/** Where a draft is kept when the circuit cannot be told any more: PUT `{ revision, topic, sections }`. */
export interface SheetOptions {
  draftUrl: string;
  draftHeader: [string, string];
}

type Field = HTMLTextAreaElement | HTMLInputElement;

const pause = 1_200;

/**
 * Serves the fields with `data-field` inside. Calls `OnTyped(string field, string text)` of the component. A call that the lost circuit swallows leaves
 * the text where it is and is made again once it is back. A page that goes with something not handed over puts the whole draft away by itself, under
 * the root's `data-revision`: where somebody else saved meanwhile it is refused, and the other's text stands.
 */
export function attach(root: HTMLElement, dotNet: DotNet, options: SheetOptions): Sheet {
  const waiting = new Set<Field>();
  let timer = 0;

  const fieldOf = (target: EventTarget | null): Field | null =>
    target instanceof HTMLElement && target.matches("textarea[data-field], input[data-field]") ? (target as Field) : null;
  const size = (field: Field) => {
    if (field instanceof HTMLTextAreaElement) autosize(field);
  };

  const keep = async () => {
    window.clearTimeout(timer);
    for (const field of [...waiting]) {
      const text = field.value;
      try {
        await dotNet.invokeMethodAsync("OnTyped", field.dataset["field"], text);
        if (field.value === text) waiting.delete(field);
      } catch {
        timer = window.setTimeout(keep, pause * 4);
        return;
      }
    }
  };

  const putAway = async () => {
    if (waiting.size === 0) return;
    waiting.clear();
    const [name, value] = options.draftHeader;
    const topic = root.querySelector<HTMLInputElement>("input[data-field]")?.value ?? "";
    const sections = [...root.querySelectorAll<HTMLTextAreaElement>("textarea[data-kind]")].map((area) => ({ kind: area.dataset["kind"], text: area.value }));
    const body = JSON.stringify({ revision: Number(root.dataset["revision"]), topic, sections });
    await fetch(options.draftUrl, { method: "PUT", headers: { "Content-Type": "application/json", [name]: value }, body, keepalive: true });
  };
  const onHide = () => void putAway().catch(() => undefined);

  const onInput = (event: Event) => {
    const field = fieldOf(event.target);
    if (!field) return;
    size(field);
    waiting.add(field);
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, pause);
  };
  const onLeave = () => {
    if (waiting.size > 0) void keep();
  };

  const endLeaving = beforeLeaving(putAway);
  window.addEventListener("pagehide", onHide);
  root.addEventListener("input", onInput);
  root.addEventListener("focusout", onLeave);
  for (const field of root.querySelectorAll("textarea")) size(field);

  return {
    keep,
    dispose() {
      onHide();
      window.clearTimeout(timer);
      endLeaving();
      window.removeEventListener("pagehide", onHide);
      root.removeEventListener("input", onInput);
      root.removeEventListener("focusout", onLeave);
    },
  };
}

let cameFrom: Element | null = null;

/** Escape, wherever the focus is on the page; a dialog or an open menu has the key first. */
function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || document.querySelector("dialog[open], details.menu[open]")) return;
  document.getElementById("sources")?.querySelector("button")?.click();
}

/** The messages of a sentence are shown: the focus goes there, and remembers where it was. Escape presses their first button, which puts them away. */
export function showSources(): void {
  const panel = document.getElementById("sources");
  if (!panel) return;
  if (!panel.contains(document.activeElement)) cameFrom = document.activeElement;
  document.addEventListener("keydown", onEscape, true);
  panel.scrollIntoView({ block: "nearest" });
  panel.querySelector("button")?.focus();
}

/** They are put away: the focus goes back to the sentence, unless the person is at work elsewhere on the page. */
export function leaveSources(): void {
  document.removeEventListener("keydown", onEscape, true);
  // The panel may be on the page still, or be gone with the focus, which is nowhere then.
  const focused = document.activeElement;
  const isElsewhere = focused !== null && focused !== document.body && !focused.closest("#sources");
  if (!isElsewhere && cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus();
  cameFrom = null;
}
