import { useEffect, useState } from "preact/hooks";
import type { InstructionsProps } from "../instructions";
import { loadInstructions } from "./load-visit";

type Part = typeof import("../instructions");

/** Instructions of the care team, once the part that draws them is here; where the network gave nothing, asked for again with each drawing. */
export function SharedInstructions(props: InstructionsProps) {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => {
    if (!part) loadInstructions().then(setPart, () => undefined);
  });
  return part && <part.Instructions {...props} />;
}
