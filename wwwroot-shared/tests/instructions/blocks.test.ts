import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksOf } from "../../src/instructions/blocks";

const words = (text: string) => blocksOf(text).flatMap((block) => (block.kind === "list" ? block.items : block.text.split("\n")));

describe("instructions", () => {
  it("are taken apart into headings, lists and what stands together", () => {
    expect(blocksOf("Medicines:\n- One tablet in the morning\n• None at night\n\nCall us when\nit hurts.\r\n\r\n1. Rest.\n2. Drink.")).toEqual([
      { kind: "heading", text: "Medicines:" },
      { kind: "list", items: ["One tablet in the morning", "None at night"] },
      { kind: "words", text: "Call us when\nit hurts." },
      { kind: "words", text: "1. Rest.\n2. Drink." },
    ]);
  });

  it("have no heading over nothing, and none that is a sentence", () => {
    expect(blocksOf("Take care:")).toEqual([{ kind: "words", text: "Take care:" }]);
    const long = `${"so long a line ".repeat(5)}:`;
    expect(blocksOf(`${long}\nx`)).toEqual([{ kind: "words", text: `${long}\nx` }]);
  });

  it.each(["-5 °C in the freezer", "2.5 mg daily", "10. 5 mg", "–3 to -1"])("keep what only looks like a mark: %s", (line) => expect(words(line)).toEqual([line]));

  it("lose no word and change none, whatever was written", () => {
    const line = fc.oneof(fc.string(), fc.constantFrom("", "- a", "• b", "Title:", "1. c", "  d"));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join("\n");
        const bare = (parts: readonly string[]) => parts.join(" ").replace(/(?:^|\s)[-•*–](?=\s)/g, " ").split(/\s+/).filter(Boolean);
        expect(bare(words(text))).toEqual(bare(text.split(/\r?\n/).map((one) => one.trimEnd().replace(/^\s*[-•*–]\s+/, ""))));
      }),
    );
  });
});
