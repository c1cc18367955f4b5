/**
 * The recovery ladder: a state and an event give the next state and what is to be done. Pure; `now` is any clock's milliseconds.
 *
 *   steady -> waiting (1 s) -> restarting x3 -> rebuilding -> audioOnly -> rejoining -> failed (tried again every half minute)
 *
 * Media that flows leads back to `steady` from everywhere. Each rung needs the other side, so nobody climbs while signalling is down
 * (a rung would be used up in vain): its return begins with a restart, as a change of network does. Who falls again within
 * `provenAfter` goes on from the rung that did not last.
 */
import type { Step } from "./wire";

export type LadderEvent =
  /** A peer connection begins: it has `connectWithin` to come about. */
  | "begun"
  /** Media arrives, or nothing is due and the connection stands. */
  | "flowing"
  /** ICE lost its way, which it may find again by itself. */
  | "disconnected"
  /** ICE gave up. */
  | "broken"
  /** Connected, and yet nothing arrives. */
  | "stalled"
  /** The device has another network. */
  | "network"
  | "signallingLost"
  | "signallingBack"
  /** The room was joined anew: so is the other, and the peer connection with it. */
  | "rejoined"
  /** The other side has begun to restart. */
  | "theirOffer"
  | "retry"
  /** Time passed: `dueAt` may be over. */
  | "tick";

export type LadderStep = Exclude<Step, "interrupted" | "low">;
export type LadderAct = "restart" | "rebuild" | "audioOnly" | "rejoin";

export interface Ladder {
  readonly step: LadderStep;
  /** How many restarts were tried in this fall, 0 to 3. */
  readonly restarts: number;
  /** When the next rung is taken; null: only an event leads on. */
  readonly dueAt: number | null;
  readonly isSignalling: boolean;
  /** Since when steady, and from which rung. */
  readonly steadySince: number;
  readonly lasted: LadderStep;
}

export interface Climb {
  readonly ladder: Ladder;
  readonly act: LadderAct | null;
}

export const patience = {
  connect: 12_000,
  /** ICE has waited for 2 s and more before it calls a way lost. */
  waiting: 1_000,
  restarting: 6_000,
  rebuilding: 10_000,
  audioOnly: 10_000,
  rejoining: 15_000,
  failed: 30_000,
} as const;
const mostRestarts = 3;
const provenAfter = 10_000;
/** Left to the other side's restart before an own one. */
const courtesy = 4_000;

export const firstLadder: Ladder = { step: "steady", restarts: 0, dueAt: null, isSignalling: true, steadySince: -provenAfter, lasted: "steady" };

export function climb(ladder: Ladder, event: LadderEvent, now: number): Climb {
  const { step, dueAt, isSignalling } = ladder;
  switch (event) {
    case "begun":
      // A rung that builds anew has its own time.
      return stay(step === "steady" ? { ...ladder, dueAt: now + patience.connect } : ladder);
    case "flowing":
      return stay(step === "steady" ? { ...ladder, dueAt: null } : { ...ladder, step: "steady", dueAt: null, steadySince: now, lasted: step });
    case "disconnected":
      return step === "steady" ? stay({ ...resumed(ladder, now), step: "waiting", dueAt: now + patience.waiting }) : stay(ladder);
    case "stalled":
      return step === "steady" ? freeze(resumed(ladder, now), now) : stay(ladder);
    case "broken":
      return step === "steady" || step === "waiting" ? next(resumed(ladder, now), now) : stay(ladder);
    case "network":
      return restart({ ...ladder, restarts: 0 }, now);
    case "retry":
      return step === "failed" ? take(ladder, "rejoining", now) : restart({ ...ladder, restarts: 0 }, now);
    case "signallingLost":
      return stay({ ...ladder, isSignalling: false });
    case "signallingBack": {
      const back = { ...ladder, isSignalling: true };
      return step === "steady" ? stay(back) : restart({ ...back, restarts: 0 }, now);
    }
    case "rejoined":
      return stay({ ...ladder, isSignalling: true, restarts: 0, step: "rejoining", dueAt: now + patience.rejoining });
    case "theirOffer":
      return stay(step === "steady" || dueAt === null ? ladder : { ...ladder, dueAt: Math.max(dueAt, now + courtesy) });
    case "tick":
      return dueAt !== null && now >= dueAt && isSignalling ? next(ladder, now) : stay(ladder);
  }
}

const stay = (ladder: Ladder): Climb => ({ ladder, act: null });

/** Long enough was waited before it was called so: it is shown by its own name, and acted on at once. */
function freeze(ladder: Ladder, now: number): Climb {
  const climbed = next(ladder, now);
  return climbed.act && climbed.act !== "restart" ? climbed : { ...climbed, ladder: { ...climbed.ladder, step: "frozen" } };
}

/** What was proven by lasting begins at the bottom; else the fall goes on where the last one ended. */
function resumed(ladder: Ladder, now: number): Ladder {
  return now - ladder.steadySince >= provenAfter ? { ...ladder, restarts: 0, lasted: "steady" } : ladder;
}

/** The rung after this one. */
function next(ladder: Ladder, now: number): Climb {
  if (!ladder.isSignalling) return stay({ ...ladder, step: ladder.step === "steady" ? "waiting" : ladder.step, dueAt: now });
  const from = ladder.step === "steady" || ladder.step === "waiting" ? ladder.lasted : ladder.step;
  switch (from) {
    case "steady":
    case "waiting":
    case "frozen":
    case "restarting":
      return ladder.restarts < mostRestarts ? restart(ladder, now) : take(ladder, "rebuilding", now);
    case "rebuilding":
      return take(ladder, "audioOnly", now);
    case "audioOnly":
      return take(ladder, "rejoining", now);
    case "rejoining":
      return stay({ ...ladder, step: "failed", lasted: "steady", dueAt: now + patience.failed });
    case "failed":
      return take(ladder, "rejoining", now);
  }
}

function restart(ladder: Ladder, now: number): Climb {
  if (!ladder.isSignalling) return stay(ladder.step === "steady" ? { ...ladder, step: "waiting", dueAt: now } : { ...ladder, dueAt: now });
  return { ladder: { ...ladder, step: "restarting", restarts: ladder.restarts + 1, dueAt: now + patience.restarting }, act: "restart" };
}

const acts = { rebuilding: "rebuild", audioOnly: "audioOnly", rejoining: "rejoin" } as const;

function take(ladder: Ladder, step: keyof typeof acts, now: number): Climb {
  return { ladder: { ...ladder, step, restarts: 0, dueAt: now + patience[step] }, act: acts[step] };
}
