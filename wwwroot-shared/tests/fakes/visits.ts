import type { VisitView } from "../../src/sdk/visits";
import { careTeam } from "./fake-portal";
import { ana, knee, noor } from "./people";

/** Ana's visit with Noor, in a moment. */
export function visitOf(patch: Partial<VisitView> = {}, now = Date.now()): VisitView {
  return {
    id: "0198c1a0-0000-7000-8000-00000000f001",
    conversationId: knee,
    patient: ana,
    practitioner: noor,
    careTeam,
    scheduledFor: new Date(now + 5 * 60_000).toISOString(),
    minutes: 20,
    status: "booked",
    waiting: "expected",
    opensAt: new Date(now - 25 * 60_000).toISOString(),
    telephone: "+1 555 0100",
    version: 1,
    ...patch,
  };
}
