/** Visits by REST under `/api/v1/visits`: what the portal knows of each, and what can be done with it. Everything rejects with a PortalError. */
import type { CareTeam, Page, Person } from "./protocol";

export type VisitStatus = "booked" | "arrived" | "inProgress" | "finished" | "cancelled" | "noShow";

/** Where the patient stands in the waiting room. */
export type WaitingState =
  | "expected"
  /** The device check is open. */
  | "checkingIn"
  /** Has knocked. */
  | "waiting"
  /** May join the call. */
  | "admitted"
  | "inVisit"
  /** Was in, and waits again at the old place. */
  | "returnedToWaiting"
  /** Went away by the own word, and may check in again. */
  | "left"
  | "completed"
  | "noShow"
  | "cancelled";

export interface VisitView {
  readonly id: string;
  readonly conversationId: string;
  readonly patient?: Person;
  readonly practitioner?: Person;
  readonly careTeam: CareTeam;
  readonly scheduledFor: string;
  readonly minutes: number;
  readonly status: VisitStatus;
  readonly waiting: WaitingState;
  readonly checkedInAt?: string;
  /** 1 is next. */
  readonly place?: number;
  readonly estimatedMinutes?: number;
  readonly isAway?: boolean;
  /** From when on one can check in. */
  readonly opensAt: string;
  /** The patient asked to be called instead; done once somebody has called. */
  readonly callBack?: { readonly number: string; readonly askedAt: string; readonly doneAt?: string };
  /** Where to call when nothing else works. */
  readonly telephone?: string;
  /** What the care team said when it declined, returned or cancelled. */
  readonly words?: string;
  /** Of two views of a visit the higher is the newer. */
  readonly version?: number;
}

export type DeviceOutcome = "ok" | "none" | "denied" | "inUse" | "skipped";

export interface DeviceCheck {
  readonly camera: DeviceOutcome;
  readonly microphone: DeviceOutcome;
  readonly speaker: DeviceOutcome;
  readonly network: "good" | "fair" | "poor" | "skipped";
}

/** The words of the waiting room with what goes with each; all are answered by how things stand now. */
export interface VisitActs {
  /** The patient has the device check open. */
  readonly prepare: Record<never, never>;
  /** The knock. */
  readonly "check-in": { readonly devices?: DeviceCheck };
  /** The patient is still there: every 20 s while waiting. */
  readonly here: Record<never, never>;
  readonly leave: Record<never, never>;
  readonly "call-me": { readonly number: string };
  readonly admit: Record<never, never>;
  readonly "return-to-waiting": { readonly words?: string };
  readonly decline: { readonly words: string };
  /** Puts one out of the call, by the place it takes there; the patient's side waits again. */
  readonly remove: { readonly participant: string };
  readonly end: Record<never, never>;
}

export class Visits {
  /** `call`: one call under `/api/v1/` by whoever is there. */
  constructor(protected readonly _call: <T>(method: string, path: string, body?: unknown) => Promise<T>) {}

  /** Those of a conversation that are not over, soonest first. */
  ofConversation(conversationId: string): Promise<Page<VisitView>> {
    return this._call("GET", `visits?conversation=${conversationId}`);
  }

  view(id: string): Promise<VisitView> {
    return this._call("GET", `visits/${id}`);
  }

  act<Act extends keyof VisitActs>(id: string, act: Act, body: VisitActs[Act]): Promise<VisitView> {
    return this._call("POST", `visits/${id}/${act}`, body);
  }
}

/** The newer of two views: answers and pushes pass each other on the way. */
export const newerVisit = (before: VisitView | undefined, after: VisitView): VisitView =>
  before && (before.version ?? 0) > (after.version ?? 0) ? before : after;
