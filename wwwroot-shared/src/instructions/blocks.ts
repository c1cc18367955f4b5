/** Instructions as a person wrote them, taken apart for reading: no word is changed, and numbers stay where they stand. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] };

const headingLimit = 60;
const bullet = /^\s*[-•*–]\s+/;

/**
 * Empty lines divide blocks. Lines that begin with a bullet are a list; a short line that ends with a colon, and has something below it, is a
 * heading; all else stays together line by line.
 */
export function blocksOf(text: string): Block[] {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  const blocks: Block[] = [];
  let isOpen = false;
  lines.forEach((line, i) => {
    const last = isOpen ? blocks.at(-1) : undefined;
    isOpen = line !== "";
    if (line === "") return;
    if (bullet.test(line)) {
      const items = [...(last?.kind === "list" ? last.items : []), line.replace(bullet, "")];
      if (last?.kind === "list") blocks.pop();
      blocks.push({ kind: "list", items });
    } else if (line.endsWith(":") && line.length <= headingLimit && lines.slice(i + 1).some((below) => below !== "")) {
      blocks.push({ kind: "heading", text: line });
    } else if (last?.kind === "words") {
      blocks.pop();
      blocks.push({ kind: "words", text: `${last.text}\n${line}` });
    } else blocks.push({ kind: "words", text: line });
  });
  return blocks;
}
