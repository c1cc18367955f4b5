// The portal's composer: the text belongs to the page, not to the circuit, so that a lost circuit loses none of it.
import { beforeLeaving } from "../interop/leaving";
import { tell, type DotNet } from "../interop/dot-net";
import { autosize } from "../ui/autosize";
import { isSendKey } from "../ui/send-key";

export interface ComposerOptions {
  /** Where the draft is kept on the server: `PUT { "text" }`. Used only when the page must reload while the circuit is gone. */
  readonly draftUrl?: string;
  /** Header that the server asks of such a request (antiforgery), as [name, value]. */
  readonly draftHeader?: readonly [name: string, value: string];
}

export interface Composer {
  /** Puts a draft in, unless the person has already written something. */
  restore(text: string): void;
  /** Replaces the text: after a choice of a prepared answer, and in tests. */
  set(text: string): void;
  focus(): void;
  /** Ends the service; the answer is what was typed and not yet handed over as a draft, null where nothing was. */
  dispose(): string | null;
}

const draftPause = 800;
const typingPause = 3_000;

/**
 * Serves a textarea in a form: Enter or the form's button sends, Shift+Enter breaks the line, the height follows the text.
 * Calls `OnSend(string text) -> bool` (true: taken over, the field empties), `OnDraft(string text)` and `OnTyping(bool typing)`
 * of the component. A call that the lost circuit swallows leaves the text where it is; the draft is handed over once it is back.
 */
export function attach(area: HTMLTextAreaElement, dotNet: DotNet, options: ComposerOptions = {}): Composer {
  let sending = false;
  let saved = area.value;
  let draftTimer = 0;
  let typingUntil = 0;

  const keepDraft = async () => {
    window.clearTimeout(draftTimer);
    const text = area.value;
    if (text === saved) return;
    try {
      await dotNet.invokeMethodAsync("OnDraft", text);
      saved = text;
    } catch {
      draftTimer = window.setTimeout(keepDraft, draftPause * 4);
    }
  };

  const stopTyping = () => {
    if (typingUntil > 0) tell(dotNet, "OnTyping", false);
    typingUntil = 0;
  };

  const changed = () => {
    autosize(area);
    window.clearTimeout(draftTimer);
    draftTimer = window.setTimeout(keepDraft, draftPause);
  };

  const onInput = () => {
    changed();
    if (area.value === "") stopTyping();
    else if (Date.now() >= typingUntil) {
      typingUntil = Date.now() + typingPause;
      tell(dotNet, "OnTyping", true);
    }
  };

  const send = async () => {
    const text = area.value;
    if (sending || text.trim() === "") return;
    sending = true;
    try {
      const taken = await dotNet.invokeMethodAsync("OnSend", text);
      // What was typed while the answer was on its way stays.
      if (taken === true) area.value = area.value.startsWith(text) ? area.value.slice(text.length) : area.value;
      stopTyping();
      changed();
    } catch {
      // The circuit is gone: the text stays, and the reconnect banner says what is going on.
    } finally {
      sending = false;
      area.focus();
    }
  };

  const onKey = (event: KeyboardEvent) => {
    if (!isSendKey(event)) return;
    event.preventDefault();
    void send();
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void send();
  };

  const saveBeforeReload = async () => {
    if (!options.draftUrl || area.value === saved) return;
    const [name, value] = options.draftHeader ?? ["Accept", "application/json"];
    const headers = { "Content-Type": "application/json", [name]: value };
    await fetch(options.draftUrl, { method: "PUT", headers, body: JSON.stringify({ text: area.value }), keepalive: true });
  };

  // The page goes with the draft's pause still running: closed, or gone to another address.
  const onHide = () => void saveBeforeReload().catch(() => undefined);

  const form = area.form;
  const endLeaving = beforeLeaving(saveBeforeReload);
  window.addEventListener("pagehide", onHide);
  area.addEventListener("input", onInput);
  area.addEventListener("keydown", onKey);
  area.addEventListener("blur", stopTyping);
  form?.addEventListener("submit", onSubmit);
  autosize(area);

  return {
    restore(text) {
      if (area.value !== "" || text === "") return;
      saved = text;
      area.value = text;
      autosize(area);
    },
    set(text) {
      area.value = text;
      changed();
    },
    focus: () => area.focus(),
    dispose() {
      window.clearTimeout(draftTimer);
      endLeaving();
      window.removeEventListener("pagehide", onHide);
      area.removeEventListener("input", onInput);
      area.removeEventListener("keydown", onKey);
      area.removeEventListener("blur", stopTyping);
      form?.removeEventListener("submit", onSubmit);
      return area.value === saved ? null : area.value;
    },
  };
}
