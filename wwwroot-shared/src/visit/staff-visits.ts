/** What only the care team asks about a visit, by REST. */
import type { ActorKind, Page } from "../sdk/protocol";
import { Visits } from "../sdk/visits";

/** Somebody in the call, by the place that it takes there. */
export interface Participant {
  readonly id: string;
  readonly personId: string;
  readonly kind: ActorKind;
  readonly displayName: string;
  readonly joinedAt: string;
}

export class StaffVisits extends Visits {
  /** Who is in the call, longest first. */
  participants(id: string): Promise<Page<Participant>> {
    return this._call("GET", `visits/${id}/participants`);
  }
}
