/** A whole call on one clock: two people, a room, a network that carries media, one browser for both. */
import { vi } from "vitest";
import { CallSession, type CallOptions } from "../../../src/call/call-session";
import type { CallState } from "../../../src/call/state";
import { fakeBrowser, type FakeBrowser } from "./media";
import { FakeNetwork, type FakePeerConnection } from "./peer-connection";
import { FakeRoom, type Person } from "./room";

export class FakeCall {
  readonly browser: FakeBrowser = fakeBrowser();
  readonly network = new FakeNetwork();
  readonly room = new FakeRoom();
  readonly sessions = new Map<Person, CallSession>();

  constructor() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });
    vi.stubGlobal("RTCPeerConnection", this.network.RTCPeerConnection);
  }

  async join(who: Person, options?: CallOptions): Promise<CallSession> {
    const session = this.session(who, options);
    await session.start();
    await this.wait(0);
    return session;
  }

  session(who: Person, options?: CallOptions): CallSession {
    const session = new CallSession(this.room.connection(who), options);
    this.sessions.set(who, session);
    return session;
  }

  /** Both in the call, seeing each other. */
  async talking(options?: CallOptions): Promise<[CallSession, CallSession]> {
    const clinician = await this.join("clinician", options);
    const patient = await this.join("patient", options);
    await this.wait(2_000);
    return [clinician, patient];
  }

  /** Time goes on, and media with it: each second what is sent arrives. */
  async wait(ms: number): Promise<void> {
    await settled();
    for (let left = ms; left > 0; left -= 500) {
      for (const pc of this.network.open) pc.receive();
      await vi.advanceTimersByTimeAsync(Math.min(left, 500));
      this.network.settle();
      await settled();
    }
    await settled();
  }

  /** The open connection of each. */
  get links(): FakePeerConnection[] {
    return this.network.open;
  }

  /** The whole network is gone, for media and for the portal. */
  cut(): void {
    this.network.cut();
    this.room.unreachable = true;
  }

  restore(): void {
    this.network.restore();
    this.room.unreachable = false;
  }

  async end(): Promise<void> {
    for (const session of this.sessions.values()) void session.hangUp();
    await this.wait(2_000);
    vi.useRealTimers();
    vi.unstubAllGlobals();
  }
}

/** Promises that hang together have come to their ends. */
async function settled(): Promise<void> {
  for (let i = 0; i < 200; i++) await Promise.resolve();
}

/** What is picked of the state, now and whenever it changes from now on. */
export function following<T>(session: CallSession, pick: (state: CallState) => T): T[] {
  const seen = [pick(session.state.value)];
  session.state.subscribe(() => {
    const now = pick(session.state.value);
    if (now !== seen[seen.length - 1]) seen.push(now);
  });
  return seen;
}
