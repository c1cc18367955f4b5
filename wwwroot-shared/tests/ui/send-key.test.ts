import { describe, expect, it } from "vitest";
import { isSendKey, type KeyPress } from "../../src/ui/send-key";

const enter: KeyPress = { key: "Enter", shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, isComposing: false, keyCode: 13 };

describe("the key that sends", () => {
  it("is Enter alone", () => expect(isSendKey(enter)).toBe(true));

  it.each([
    ["Shift+Enter, which breaks the line", { shiftKey: true }],
    ["Ctrl+Enter", { ctrlKey: true }],
    ["Alt+Enter", { altKey: true }],
    ["Meta+Enter", { metaKey: true }],
    ["Enter that confirms a word of an input method", { isComposing: true }],
    ["the same in Safari, where composing is over already", { keyCode: 229 }],
    ["another key", { key: "a", keyCode: 65 }],
  ])("is not %s", (_, change) => expect(isSendKey({ ...enter, ...change })).toBe(false));
});
