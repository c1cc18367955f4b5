/** Which of a visit's screens belongs to where it stands. */
import type { VisitView } from "../sdk/visits";

export type Stage = "check" | "waiting" | "call" | "over";

export function stageOf({ waiting }: Pick<VisitView, "waiting">): Stage {
  switch (waiting) {
    case "expected":
    case "checkingIn":
    case "left":
      return "check";
    case "waiting":
    case "returnedToWaiting":
      return "waiting";
    case "admitted":
    case "inVisit":
      return "call";
    case "completed":
    case "noShow":
    case "cancelled":
      return "over";
  }
}
