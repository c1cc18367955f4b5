/** The portal's side of a call, small enough to read: tickets, a room with leases, signals that wait for whoever is away. */
import { PortalError } from "../../../src/sdk/problem";
import type { SessionGrant } from "../../../src/sdk/protocol";
import type { VideoHub } from "../../../src/call/signalling";
import type { Joined, JoinTicket, Media, Peer, Step, VideoPushes } from "../../../src/call/wire";

export type Person = "clinician" | "patient";

interface Participant {
  readonly id: string;
  readonly person: Person;
  hub: FakeVideoHub | null;
  media: Media;
  step: Step;
  readonly waiting: (() => void)[];
  lease?: ReturnType<typeof setTimeout>;
}

const leaseMs = 25_000;
let made = 0;

export class FakeRoom {
  readonly participants = new Map<string, Participant>();
  readonly hubs: FakeVideoHub[] = [];
  /** Hub methods and REST calls, in order, with who called. */
  readonly calls: { readonly who: Person; readonly what: string; readonly args: readonly unknown[] }[] = [];
  iceServers: RTCIceServer[] = [{ urls: "turn:turn.example.test", username: "u", credential: "c" }];
  /** Nothing reaches the portal: calls get no answer, connections do not come about. */
  unreachable = false;
  /** The same for one of them alone: what is pushed to that one is lost, and the portal does not know. */
  readonly cutOff = new Set<Person>();
  /** What is said between the two does not come to these, without anybody noticing. */
  readonly deaf = new Set<Person>();
  refuseJoin: PortalError | null = null;
  readonly #tickets = new Map<string, Person>();

  isDead(who: Person): boolean {
    return this.unreachable || this.cutOff.has(who);
  }

  /** What a `CallSession` of this person needs. */
  connection(who: Person, options: { readonly cookie?: boolean } = {}) {
    const grant: SessionGrant = { token: who, expiresAt: "", personId: who, conversationId: null };
    return {
      visitId: "visit-1",
      session: options.cookie ? null : { token: async () => grant.token, refuse: () => {}, endsIn: () => {}, onGrant: () => () => {} },
      connect: (directly: boolean) => new FakeVideoHub(this, who, directly),
      call: async <T>(method: string, path: string): Promise<T> => {
        this.calls.push({ who, what: `${method} ${path}`, args: [] });
        // Into a dead network: never answered, as far as a call is concerned.
        if (this.isDead(who)) return new Promise<T>(() => {});
        if (this.refuseJoin) throw this.refuseJoin;
        const mediaToken = `ticket-${++made}`;
        this.#tickets.set(mediaToken, who);
        const ticket: JoinTicket = { room: "room-1", iceServers: this.iceServers, mode: "peer", mediaToken, expiresAt: "" };
        return ticket as T;
      },
    };
  }

  of(who: Person): Participant | undefined {
    return [...this.participants.values()].find(({ person }) => person === who);
  }

  /** How often something was called. */
  count(what: string, who?: Person): number {
    return this.calls.filter((call) => call.what === what && (who === undefined || call.who === who)).length;
  }

  handle(hub: FakeVideoHub, what: string, args: readonly unknown[]): unknown {
    this.calls.push({ who: hub.who, what, args });
    const self = hub.self ? this.participants.get(hub.self) : undefined;
    switch (what) {
      case "Authenticate":
        return { personId: hub.who, displayName: hub.who, serverTime: new Date().toISOString(), expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
      case "Join":
      case "Resume":
        return this.#enter(hub, what, args[0] as string, args[1] as string | undefined);
      case "Signal": {
        const to = this.participants.get(args[0] as string);
        if (!to || !self) throw new PortalError("not-found");
        return this.push(to, "signal", { from: self.id, ...(args[1] as object) } as VideoPushes["signal"]);
      }
      case "Media":
        if (self) self.media = args[0] as Media;
        return self && this.#others(self.id).forEach((other) => this.push(other, "media", { from: self.id, ...(args[0] as Media) }));
      case "Step":
        // What is said twice is told once, as by the portal.
        if (!self || self.step === args[0]) return undefined;
        self.step = args[0] as Step;
        return this.#others(self.id).forEach((other) => this.push(other, "step", { from: self.id, step: args[0] as never }));
      case "Leave":
        return self && this.leave(self.id, "left");
      default:
        return undefined;
    }
  }

  push<Name extends keyof VideoPushes>(to: Participant, name: Name, push: VideoPushes[Name]): void {
    const deliver = () => to.hub?.deliver(name, push);
    if (name === "signal" && this.deaf.has(to.person)) return;
    if (to.hub) deliver();
    // Who comes back is told of the others' standing by the answer.
    else if (name !== "media" && name !== "step") to.waiting.push(deliver);
  }

  /** Takes somebody out, or ends the call for all. */
  tell<Name extends "removed" | "ended">(who: Person, name: Name, push: VideoPushes[Name]): void {
    this.push(this.of(who)!, name, push);
  }

  leave(id: string, reason: "left" | "lost" | "elsewhere"): void {
    clearTimeout(this.participants.get(id)?.lease);
    this.participants.delete(id);
    for (const other of this.#others(id)) this.push(other, "peerLeft", { id, reason });
  }

  /** The connection is gone: the lease runs. */
  closed(hub: FakeVideoHub): void {
    const self = hub.self ? this.participants.get(hub.self) : undefined;
    if (self?.hub !== hub) return;
    self.hub = null;
    self.lease = setTimeout(() => this.leave(self.id, "lost"), leaseMs);
  }

  #enter(hub: FakeVideoHub, what: string, ticket: string, before: string | undefined): Joined {
    const who = this.#tickets.get(ticket);
    if (who !== hub.who || !this.#tickets.delete(ticket)) throw new PortalError("refused", "media-token");
    let self = before === undefined ? undefined : this.participants.get(before);
    if (what === "Resume" && self) {
      clearTimeout(self.lease);
      self.hub = hub;
    } else {
      for (const other of [...this.participants.values()])
        if (other.person === who) {
          if (other.hub && other.hub !== hub) this.push(other, "removed", { reason: "elsewhere" });
          this.leave(other.id, "elsewhere");
        }
      self = { id: `${who}-${++made}`, person: who, hub, media: { audio: false, video: false, screen: false }, step: "steady", waiting: [] };
      this.participants.set(self.id, self);
      for (const other of this.#others(self.id)) this.push(other, "peerJoined", this.#seen(self, other));
    }
    hub.self = self.id;
    const { id, waiting } = self;
    hub.afterwards.push(...waiting.splice(0));
    return { self: id, leaseSeconds: leaseMs / 1000, peers: this.#others(id).map((other) => this.#seen(other, self)) };
  }

  #seen({ id, person, media, step }: Participant, by: Participant): Peer {
    return { id, personId: person, kind: person === "clinician" ? "practitioner" : "patient", displayName: person, polite: by.person === "patient", media, step };
  }

  #others(id: string): Participant[] {
    return [...this.participants.values()].filter((other) => other.id !== id);
  }
}

/** One connection, seen from both ends. */
export class FakeVideoHub implements VideoHub {
  self: string | null = null;
  state: "new" | "open" | "closed" = "new";
  /** Delivered behind the answer that is under way. */
  readonly afterwards: (() => void)[] = [];
  readonly #handlers = new Map<string, (push: never) => void>();
  readonly #open = new Set<(error: Error) => void>();
  #onclose = () => {};
  #knocking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly room: FakeRoom,
    readonly who: Person,
    readonly directly: boolean,
  ) {
    room.hubs.push(this);
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#open.add(reject);
      // Into a dead network nothing is refused: it is only asked again after one, three and seven seconds, as TCP does.
      const knock = (wait: number) => {
        if (this.state !== "new") return;
        if (this.room.isDead(this.who)) return void (this.#knocking = setTimeout(knock, wait, wait * 2));
        this.state = "open";
        this.#open.delete(reject);
        resolve();
      };
      knock(1_000);
    });
  }

  async stop(): Promise<void> {
    this.cut();
  }

  cut(): void {
    if (this.state === "closed") return;
    const wasOpen = this.state === "open";
    this.state = "closed";
    clearTimeout(this.#knocking);
    // Of a socket that ends in a dead network the portal hears half a minute later, if at all.
    if (wasOpen && !this.room.cutOff.has(this.who)) this.room.closed(this);
    for (const reject of [...this.#open]) reject(new Error("Invocation canceled due to the underlying connection being closed."));
    if (wasOpen) this.#onclose();
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (this.state !== "open") return Promise.reject(new Error("Cannot send data if the connection is not in the 'Connected' State."));
    const sent = structuredClone(args);
    return new Promise<T>((resolve, reject) => {
      this.#open.add(reject);
      queueMicrotask(() => {
        if (this.state !== "open" || this.room.isDead(this.who)) return;
        try {
          const answer = structuredClone(this.room.handle(this, method, sent) ?? null) as T;
          this.#open.delete(reject);
          resolve(answer);
        } catch (error) {
          const { problem, reason } = error as PortalError;
          this.#open.delete(reject);
          reject(new Error(`An unexpected error occurred invoking '${method}' on the server. HubException: urn:portal:problem:${problem}${reason ? `;reason=${reason}` : ""}`));
        }
        for (const push of this.afterwards.splice(0)) push();
      });
    });
  }

  on<Name extends keyof VideoPushes>(name: Name, handler: (push: VideoPushes[Name]) => void): void {
    this.#handlers.set(name, handler as (push: never) => void);
  }

  onclose(handler: () => void): void {
    this.#onclose = handler;
  }

  deliver<Name extends keyof VideoPushes>(name: Name, push: VideoPushes[Name]): void {
    const copy = structuredClone(push);
    queueMicrotask(() => {
      if (this.state === "open" && !this.room.isDead(this.who)) this.#handlers.get(name)?.(copy as never);
    });
  }
}
