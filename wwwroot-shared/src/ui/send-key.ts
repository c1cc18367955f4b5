/** The part of a key press that decides; a KeyboardEvent fits. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * Whether this key press sends the message: Enter alone. Enter that confirms a word of an input method does not: Safari ends the
 * composition before the key press, so that only the key code 229 tells there.
 */
export function isSendKey(press: KeyPress): boolean {
  if (press.key !== "Enter" || press.isComposing || press.keyCode === 229) return false;
  return !(press.shiftKey || press.ctrlKey || press.altKey || press.metaKey);
}
