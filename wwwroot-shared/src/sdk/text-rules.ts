/** What a person may write, as the server holds it too. Lengths are UTF-16 code units; nothing is trimmed or normalised. */
export const messageLimit = 8_000;
export const topicLimit = 200;

const forbidden = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;
/** Anything that is drawn: not white space, not a control or format character, not one of Unicode's ignorable ones. */
const visible = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

export type Objection = "empty" | "too-long" | "characters";

/** Null when the text may be sent. */
export function objectionTo(text: string, limit: number): Objection | null {
  if (text.length > limit) return "too-long";
  if (text.search(forbidden) >= 0) return "characters";
  return visible.test(text) ? null : "empty";
}

/** Leaves out what no message may hold and no person sees: control characters and halves of characters, as a paste may bring. */
export function withoutForbidden(text: string): string {
  return text.replace(forbidden, "");
}
