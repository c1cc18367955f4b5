import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { climb, firstLadder, patience, type Ladder, type LadderAct, type LadderEvent } from "../../src/call/ladder";

/** Walks the ladder: events happen at their times, and a second's tick in between, as in a call. */
class Walk {
  now = 100_000;
  ladder: Ladder = firstLadder;
  readonly steps: string[] = [];
  readonly acts: LadderAct[] = [];

  tell(event: LadderEvent): this {
    const { ladder, act } = climb(this.ladder, event, this.now);
    if (ladder.step !== this.ladder.step) this.steps.push(ladder.step);
    this.ladder = ladder;
    if (act) this.acts.push(act);
    return this;
  }

  wait(ms: number): this {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += 1_000;
      this.tell("tick");
    }
    return this;
  }
}

describe("the ladder", () => {
  it("waits a second more before it does anything about a lost way", () => {
    const walk = new Walk().tell("disconnected").tell("tick");
    expect(walk.steps).toEqual(["waiting"]);
    expect(walk.acts).toEqual([]);
    expect(walk.wait(1_000).acts).toEqual(["restart"]);
  });

  it("climbs every rung in order when nothing helps, and goes on trying", () => {
    const walk = new Walk().tell("disconnected").wait(90_000);
    expect(walk.steps.slice(0, 6)).toEqual(["waiting", "restarting", "rebuilding", "audioOnly", "rejoining", "failed"]);
    expect(walk.acts.slice(0, 6)).toEqual(["restart", "restart", "restart", "rebuild", "audioOnly", "rejoin"]);
    expect(walk.wait(60_000).acts.slice(6)).toContain("rejoin");
  });

  it("does nothing more once media flows", () => {
    const walk = new Walk().tell("disconnected").wait(6_000).tell("flowing").wait(60_000);
    expect(walk.steps).toEqual(["waiting", "restarting", "steady"]);
    expect(walk.acts).toEqual(["restart"]);
  });

  it("begins with a restart where ICE gave up, or the device has another network", () => {
    expect(new Walk().tell("broken").acts).toEqual(["restart"]);
    expect(new Walk().tell("network").acts).toEqual(["restart"]);
    expect(new Walk().tell("disconnected").tell("network").acts).toEqual(["restart"]);
  });

  it("gives a new connection its time", () => {
    const walk = new Walk().tell("begun").wait(patience.connect - 1_000);
    expect(walk.acts).toEqual([]);
    expect(walk.wait(1_000).acts).toEqual(["restart"]);
  });

  it("says that it is frozen, and restarts at once: long enough was waited", () => {
    const walk = new Walk().tell("stalled");
    expect(walk.steps).toEqual(["frozen"]);
    expect(walk.acts).toEqual(["restart"]);
    expect(walk.wait(6_000).steps).toEqual(["frozen", "restarting"]);
    expect(walk.ladder.restarts).toBe(2);
  });

  it("goes on from the rung that did not last", () => {
    const walk = new Walk().tell("stalled").wait(1_000).tell("flowing").wait(3_000).tell("stalled").wait(1_000).tell("flowing").wait(3_000).tell("stalled").wait(1_000);
    expect(walk.ladder.restarts).toBe(3);
    expect(walk.tell("flowing").wait(3_000).tell("stalled").wait(1_000).acts.at(-1)).toBe("rebuild");
  });

  it("begins at the bottom again when a rung lasted", () => {
    const walk = new Walk().tell("broken").wait(30_000).tell("flowing");
    expect(walk.acts.at(-1)).toBe("audioOnly");
    expect(walk.wait(10_000).tell("broken").acts.at(-1)).toBe("restart");
    expect(walk.ladder.restarts).toBe(1);
  });

  it("uses no rung up while nobody could hear of it", () => {
    const walk = new Walk().tell("signallingLost").tell("disconnected").wait(40_000);
    expect(walk.steps).toEqual(["waiting"]);
    expect(walk.acts).toEqual([]);
    expect(walk.tell("signallingBack").acts).toEqual(["restart"]);
    expect(walk.ladder.restarts).toBe(1);
  });

  it("leaves a good call alone when signalling comes and goes", () => {
    const walk = new Walk().tell("signallingLost").wait(20_000).tell("signallingBack").wait(20_000);
    expect(walk.acts).toEqual([]);
    expect(walk.steps).toEqual([]);
  });

  it("lets the other side's restart go first, but not for ever", () => {
    const walk = new Walk().tell("disconnected").tell("theirOffer").wait(3_000);
    expect(walk.acts).toEqual([]);
    expect(walk.wait(1_000).acts).toEqual(["restart"]);
  });

  it("tries at once when the person asks for it", () => {
    const failed = new Walk().tell("broken").wait(55_000);
    expect(failed.ladder.step).toBe("failed");
    const before = failed.acts.length;
    expect(failed.tell("retry").acts.slice(before)).toEqual(["rejoin"]);
    expect(new Walk().tell("disconnected").tell("retry").acts).toEqual(["restart"]);
  });

  const events: LadderEvent[] = ["begun", "flowing", "disconnected", "broken", "stalled", "network", "signallingLost", "signallingBack", "rejoined", "theirOffer", "retry", "tick"];
  const anything = fc.array(fc.record({ event: fc.constantFrom(...events), ms: fc.integer({ min: 0, max: 20 }).map((s) => s * 1_000) }), { maxLength: 60 });

  it("never does anything while signalling is down, whatever happens", () => {
    fc.assert(
      fc.property(anything, (what) => {
        const walk = new Walk();
        for (const { event, ms } of what) {
          walk.tell(event);
          const before = walk.acts.length;
          walk.wait(ms);
          if (!walk.ladder.isSignalling && walk.ladder.step !== "failed") expect(walk.acts.length).toBe(before);
        }
      }),
    );
  });

  it("is steady as soon as media flows, wherever it stood", () => {
    fc.assert(
      fc.property(anything, (what) => {
        const walk = new Walk();
        for (const { event, ms } of what) walk.tell(event).wait(ms);
        expect(walk.tell("flowing").ladder.step).toBe("steady");
        const before = walk.acts.length;
        expect(walk.wait(120_000).acts.length).toBe(before);
      }),
    );
  });

  it("is never stuck: with signalling, some rung is always still to come until media flows", () => {
    fc.assert(
      fc.property(anything, (what) => {
        const walk = new Walk();
        for (const { event, ms } of what) walk.tell(event).wait(ms);
        walk.tell("signallingBack").tell("disconnected");
        const before = walk.acts.length;
        walk.wait(40_000);
        expect(walk.acts.length).toBeGreaterThan(before);
      }),
    );
  });

  it("tries no more than three restarts in a row", () => {
    fc.assert(
      fc.property(anything, (what) => {
        const walk = new Walk();
        for (const { event, ms } of what) {
          walk.tell(event).wait(ms);
          expect(walk.ladder.restarts).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});
