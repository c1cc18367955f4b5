// Where the keyboard is: small moves that Blazor cannot make by itself.

/** Puts the focus on an element, making it focusable for this once where it is not (a heading after navigation). */
export function focus(element: HTMLElement | null): void {
  if (!element) return;
  element.focus();
  if (document.activeElement === element) return;
  element.tabIndex = -1;
  element.focus();
}

/** The same for the element with that id; nothing where there is none. */
export function focusById(id: string): void {
  focus(document.getElementById(id));
}

/** Scrolls the first element of that kind into sight, where it is not there yet; the focus stays. */
export function bringIntoSight(selector: string): void {
  document.querySelector(selector)?.scrollIntoView({ block: "nearest" });
}

/** Puts the focus on the first field of a form that is marked invalid. True when there was one. */
export function focusFirstInvalid(form: HTMLElement): boolean {
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"], .invalid');
  field?.focus();
  return field !== null;
}

/** Moves the focus among the items of a list by so many places, stopping at its ends. */
export function moveInList(list: HTMLElement, selector: string, places: number): void {
  const items = [...list.querySelectorAll<HTMLElement>(selector)];
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const current = here >= 0 ? here : items.findIndex((item) => item.getAttribute("aria-current") === "true");
  const next = current < 0 ? 0 : Math.min(items.length - 1, Math.max(0, current + places));
  items[next]?.focus();
}

/** Moves among the rows of the list of conversations, wherever the focus is. */
export function moveInInbox(places: number): void {
  const list = document.getElementById("inbox-list");
  if (list) moveInList(list, ".row", places);
}

/** Opens a dialog over the page; the browser keeps the focus inside and gives it back on closing. */
export function openDialog(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.showModal();
}

export function closeDialog(dialog: HTMLDialogElement): void {
  if (dialog.open) dialog.close();
}
