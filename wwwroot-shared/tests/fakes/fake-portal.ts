/**
 * A portal small enough to read, for tests: conversations, idempotent sends, markers, subscriptions, sessions, as the
 * public contract says. What goes between it and its clients passes a `Wire`, which the test holds.
 */
import type {
  ConversationChange,
  ConversationEvent,
  ConversationView,
  EventActor,
  HubPushes,
  Marker,
  MessageDraft,
  Presence,
  Receipt,
  RecordAccess,
  SessionGrant,
} from "../../src/sdk/protocol";
import type { VisitView } from "../../src/sdk/visits";
import type { Hub } from "../../src/sdk/hub";

export type PacketKind = "call" | "answer" | "push";

export interface Packet {
  readonly kind: PacketKind;
  /** The hub method, at either end. */
  readonly name: string;
  readonly hub: FakeHub;
  deliver(): void;
}

export interface Wire {
  put(packet: Packet): void;
}

/** Delivers everything at once, in order. */
export class DirectWire implements Wire {
  put(packet: Packet): void {
    queueMicrotask(() => packet.deliver());
  }
}

export class Refused extends Error {
  constructor(
    readonly problem: string,
    readonly status: number,
    readonly reason?: string,
    readonly retryAfter?: number,
  ) {
    super(problem);
  }
}

export class FakeConversation {
  readonly events: ConversationEvent[] = [];
  readonly receipts = new Map<string, { body: string; receipt: Receipt }>();
  readonly markers = new Map<string, Marker>();
  status: ConversationView["status"] = "open";

  constructor(
    readonly id: string,
    readonly topic: string,
    readonly people: Set<string>,
  ) {}

  get head(): number {
    return this.events.length;
  }
}

type NewEvent = ConversationEvent extends infer E ? (E extends ConversationEvent ? Omit<E, "conversationId" | "sequence" | "at"> : never) : never;

export const careTeam = { id: "0198c1a0-0000-7000-8000-00000000ca01", identifier: "ortho", name: "Orthopaedics" };

export class FakePortal {
  readonly conversations = new Map<string, FakeConversation>();
  readonly connections = new Set<FakeHub>();
  readonly tokens = new Map<string, { person: EventActor; endsAt: number; chain: number }>();
  /** Refusals for the next calls of a hub method or a REST path's last word. */
  readonly accesses: RecordAccess[] = [];
  readonly refusals = new Map<string, Refused[]>();
  readonly calls: string[] = [];
  readonly visits = new Map<string, VisitView>();
  pageSize = 200;
  sessionMinutes = 15;
  outboxKey: string | null = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";
  #tokens = 0;
  #chains = 0;

  add(id: string, topic: string, people: readonly EventActor[]): FakeConversation {
    const conversation = new FakeConversation(id, topic, new Set(people.map((person) => person.id)));
    this.conversations.set(id, conversation);
    this.#tellInboxes(conversation);
    return conversation;
  }

  grant(person: EventActor, conversationId: string | null = null, chain = ++this.#chains): SessionGrant {
    const token = `token-${++this.#tokens}`;
    const endsAt = Date.now() + this.sessionMinutes * 60_000;
    this.tokens.set(token, { person, endsAt, chain });
    return { token, expiresAt: new Date(endsAt).toISOString(), personId: person.id, conversationId };
  }

  /** Appends an event and pushes it to every subscriber, the author's own devices too. */
  append(conversation: FakeConversation, event: NewEvent): ConversationEvent {
    const whole = { conversationId: conversation.id, sequence: conversation.head + 1, at: new Date().toISOString(), ...event } as ConversationEvent;
    conversation.events.push(whole);
    for (const hub of this.connections) if (hub.live.has(conversation.id)) hub.push("event", whole);
    this.#tellInboxes(conversation);
    return whole;
  }

  post(person: EventActor, conversation: FakeConversation, { clientMessageId, text, replyTo }: MessageDraft): Receipt {
    const body = JSON.stringify([text, replyTo ?? null]);
    const key = `${person.id}|${clientMessageId}`;
    const known = conversation.receipts.get(key);
    if (known && known.body !== body) throw new Refused("conflict", 409, "reused-id");
    if (known) return known.receipt;
    if (conversation.status === "closed") throw new Refused("refused", 422, "conversation-closed");
    const posted = this.append(conversation, { type: "messagePosted", actor: person, clientMessageId, text, replyTo: replyTo ?? null, attachments: [] });
    const receipt = { sequence: posted.sequence, sentAt: posted.at };
    conversation.receipts.set(key, { body, receipt });
    this.mark(conversation, person.id, posted.sequence, posted.sequence);
    return receipt;
  }

  mark(conversation: FakeConversation, personId: string, delivered: number, read: number): void {
    const before = conversation.markers.get(personId) ?? { personId, delivered: 0, read: 0 };
    const after = { personId, delivered: Math.max(before.delivered, delivered, read), read: Math.max(before.read, read) };
    if (after.delivered === before.delivered && after.read === before.read) return;
    conversation.markers.set(personId, after);
    for (const hub of this.connections) if (hub.live.has(conversation.id)) hub.push("marker", { conversationId: conversation.id, ...after });
    this.#tellInboxes(conversation);
  }

  view(conversation: FakeConversation, personId: string): ConversationView {
    const marker = conversation.markers.get(personId) ?? { delivered: 0, read: 0 };
    const retracted = new Set(conversation.events.flatMap((event) => (event.type === "messageRetracted" ? [event.target] : [])));
    const unread = conversation.events.filter(
      (event) => event.type === "messagePosted" && event.actor.id !== personId && event.sequence > marker.read && !retracted.has(event.sequence),
    );
    return {
      id: conversation.id,
      kind: "patient",
      topic: conversation.topic,
      status: conversation.status,
      careTeam,
      headSequence: conversation.head,
      deliveredSequence: marker.delivered,
      readSequence: marker.read,
      unreadCount: unread.length,
      lastActivityAt: conversation.events.at(-1)?.at ?? "2025-03-01T00:00:00.000Z",
    };
  }

  /** The 30 second tick. */
  tellHeads(): void {
    for (const hub of this.connections)
      for (const id of hub.live) hub.push("head", { conversationId: id, headSequence: this.conversations.get(id)!.head });
  }

  /** Takes a person out of a conversation. */
  revoke(conversation: FakeConversation, personId: string): void {
    conversation.people.delete(personId);
    for (const hub of this.connections)
      if (hub.person?.id === personId) {
        if (hub.live.delete(conversation.id)) hub.push("unsubscribed", { conversationId: conversation.id, reason: "access-lost" });
        hub.push("conversationChanged", { id: conversation.id, gone: true });
      }
  }

  /** A visit is there or has changed: everybody in the conversation is told. */
  setVisit(view: VisitView): void {
    this.visits.set(view.id, { ...view, version: (this.visits.get(view.id)?.version ?? 0) + 1 });
    for (const hub of this.connections) if (hub.live.has(view.conversationId)) hub.push("visit", this.visits.get(view.id)!);
  }

  handle(hub: FakeHub, method: string, args: readonly unknown[]): unknown {
    this.calls.push(method);
    const refusal = this.refusals.get(method)?.shift();
    if (refusal) throw refusal;
    if (method === "Authenticate") return this.#authenticate(hub, args[0] as string);
    const person = hub.person;
    if (!person) throw new Refused("unauthorized", 401);
    switch (method) {
      case "SubscribeInbox":
        hub.inbox = true;
        return { conversations: this.#list(person.id).slice(0, 200), cursor: null };
      case "SetPresence":
        return undefined;
      case "Subscribe":
        return this.#subscribe(hub, this.#find(person.id, args[0] as string), args[1] as number);
      case "Unsubscribe":
        return void hub.live.delete(args[0] as string);
      case "Send":
        return this.post(person, this.#find(person.id, args[0] as string), args[1] as MessageDraft);
      case "MarkRead":
      case "MarkDelivered": {
        const conversation = this.#find(person.id, args[0] as string);
        const sequence = args[1] as number;
        if (sequence > conversation.head) throw new Refused("refused", 422, "beyond-head");
        return this.mark(conversation, person.id, sequence, method === "MarkRead" ? sequence : 0);
      }
      case "Typing":
        for (const other of this.connections)
          if (other.person?.id !== person.id && other.live.has(args[0] as string))
            other.push("typing", { conversationId: args[0] as string, personId: person.id, isTyping: args[1] as boolean });
        return undefined;
      default:
        throw new Error(`no hub method ${method}`);
    }
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url, "https://portal.test");
    this.calls.push(`${init.method} ${pathname}`);
    const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
    try {
      const refusal = this.refusals.get(pathname.split("/").at(-1)!)?.shift();
      if (refusal) throw refusal;
      const token = new Headers(init.headers).get("Authorization")?.replace("Bearer ", "") ?? "";
      const session = this.tokens.get(token);
      if (!session || session.endsAt <= Date.now()) throw new Refused("unauthorized", 401);
      return json(200, this.#rest(`${init.method} ${pathname.replace("/api/v1/", "")}`, searchParams, session, init.body ? JSON.parse(init.body as string) : null));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const headers: Record<string, string> = { "Content-Type": "application/problem+json" };
      if (error.retryAfter !== undefined) headers["Retry-After"] = String(error.retryAfter);
      return new Response(JSON.stringify({ type: `urn:portal:problem:${error.problem}`, status: error.status, reason: error.reason }), { status: error.status, headers });
    }
  };

  #rest(what: string, query: URLSearchParams, session: { person: EventActor; chain: number }, body: unknown): unknown {
    const { person, chain } = session;
    const [, id, rest] = /^\w+ conversations\/([^/]+)(?:\/(.*))?$/.exec(what) ?? [];
    if (what === "POST sessions/renew") return this.grant(person, null, chain);
    if (what === "POST sessions/current/outbox-key") {
      if (this.outboxKey === null) throw new Refused("not-found", 404);
      return { key: this.outboxKey };
    }
    if (what === "GET visits") return { items: [...this.visits.values()].filter(({ conversationId }) => conversationId === query.get("conversation")), next: null };
    const [, visitId, act] = /^\w+ visits\/([^/]+)\/?(.*)$/.exec(what) ?? [];
    if (visitId !== undefined) return this.#visit(visitId, act ?? "", body);
    if (what === "GET care-teams") return { items: [careTeam], next: null };
    if (what === "GET conversations") return { items: this.#list(person.id), next: null };
    if (what === "POST conversations") {
      const made = this.add(`0198c1a0-0000-7000-8000-${String(this.conversations.size + 1).padStart(12, "0")}`, (body as { topic: string }).topic, [person]);
      return this.view(made, person.id);
    }
    if (what === `GET patients/${person.id}/accesses`) {
      const [from, limit] = [Number(query.get("cursor") ?? 0), 50];
      return { items: this.accesses.slice(from, from + limit), next: from + limit < this.accesses.length ? `${from + limit}` : null };
    }
    const conversation = this.#find(person.id, id ?? "");
    if (rest === undefined) return this.view(conversation, person.id);
    if (rest === "events") {
      const limit = Number(query.get("limit") ?? 50);
      const before = Number(query.get("before") ?? conversation.head + 1);
      return { items: conversation.events.filter((event) => event.sequence < before).slice(-limit), headSequence: conversation.head };
    }
    throw new Refused("not-found", 404);
  }

  /** The waiting room, as far as a patient speaks with it. */
  #visit(id: string, act: string, body: unknown): VisitView {
    const visit = this.visits.get(id);
    if (!visit) throw new Refused("not-found", 404);
    const waits = visit.waiting === "waiting" || visit.waiting === "returnedToWaiting";
    if (act === "prepare" && (visit.waiting === "expected" || visit.waiting === "left")) this.setVisit({ ...visit, waiting: "checkingIn" });
    if (act === "check-in" && !waits) this.setVisit({ ...visit, waiting: "waiting", status: "arrived", place: 1, estimatedMinutes: 5 });
    if (act === "leave") this.setVisit({ ...visit, waiting: "left" });
    if (act === "call-me") this.setVisit({ ...visit, callBack: { number: (body as { number: string }).number, askedAt: new Date().toISOString() } });
    return this.visits.get(id)!;
  }

  #authenticate(hub: FakeHub, token: string): unknown {
    const session = this.tokens.get(token);
    if (!session || session.endsAt <= Date.now()) throw new Refused("unauthorized", 401);
    if (hub.person && hub.person.id !== session.person.id) throw new Refused("forbidden", 403);
    hub.person = session.person;
    const { id: personId, displayName } = session.person;
    return { personId, displayName, serverTime: new Date().toISOString(), expiresAt: new Date(session.endsAt).toISOString() };
  }

  #subscribe(hub: FakeHub, conversation: FakeConversation, after: number): unknown {
    const events = conversation.events.slice(after, after + this.pageSize);
    const more = after + events.length < conversation.head;
    if (more) hub.live.delete(conversation.id);
    else hub.live.add(conversation.id);
    const presence: Presence[] = [...conversation.people].map((personId) => ({ personId, state: "available" }));
    return { events, headSequence: conversation.head, more, markers: [...conversation.markers.values()], presence };
  }

  #find(personId: string, id: string): FakeConversation {
    const conversation = this.conversations.get(id);
    if (!conversation?.people.has(personId)) throw new Refused("not-found", 404);
    return conversation;
  }

  #list(personId: string): ConversationView[] {
    const views = [...this.conversations.values()].filter((conversation) => conversation.people.has(personId)).map((conversation) => this.view(conversation, personId));
    return views.sort((a, b) => (a.lastActivityAt < b.lastActivityAt ? 1 : -1));
  }

  #tellInboxes(conversation: FakeConversation): void {
    for (const hub of this.connections)
      if (hub.inbox && hub.person && conversation.people.has(hub.person.id)) {
        const change: ConversationChange = this.view(conversation, hub.person.id);
        hub.push("conversationChanged", change);
      }
  }
}

/** One connection, seen from both ends. */
export class FakeHub implements Hub {
  readonly live = new Set<string>();
  person: EventActor | null = null;
  inbox = false;
  state: "new" | "open" | "closed" = "new";
  readonly #handlers = new Map<string, (push: never) => void>();
  readonly #open = new Set<(error: Error) => void>();
  #onclose = () => {};

  constructor(
    private readonly portal: FakePortal,
    private readonly wire: Wire,
    private readonly reachable: () => boolean = () => true,
  ) {}

  async start(): Promise<void> {
    if (!this.reachable()) throw new Error("Failed to complete negotiation with the server: TypeError: Failed to fetch");
    this.state = "open";
    this.portal.connections.add(this);
  }

  async stop(): Promise<void> {
    this.cut();
  }

  /** The connection is gone, with everything on its wire. */
  cut(): void {
    if (this.state !== "open") return;
    this.state = "closed";
    this.portal.connections.delete(this);
    this.live.clear();
    for (const reject of [...this.#open]) reject(new Error("Invocation canceled due to the underlying connection being closed."));
    this.#onclose();
  }

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (this.state !== "open") return Promise.reject(new Error("Cannot send data if the connection is not in the 'Connected' State."));
    const sent = structuredClone(args);
    return new Promise<T>((resolve, reject) => {
      this.#open.add(reject);
      const settle = (act: () => void) => this.#put("answer", method, () => (this.#open.delete(reject), act()));
      this.#put("call", method, () => {
        try {
          const answer = structuredClone(this.portal.handle(this, method, sent)) as T;
          settle(() => resolve(answer));
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          const { problem, reason, retryAfter } = error;
          const tail = (reason ? `;reason=${reason}` : "") + (retryAfter === undefined ? "" : `;retry-after=${retryAfter}`);
          settle(() => reject(new Error(`An unexpected error occurred invoking '${method}' on the server. HubException: urn:portal:problem:${problem}${tail}`)));
        }
      });
    });
  }

  on<Name extends keyof HubPushes>(name: Name, handler: (push: HubPushes[Name]) => void): void {
    this.#handlers.set(name, handler as (push: never) => void);
  }

  onclose(handler: () => void): void {
    this.#onclose = handler;
  }

  push<Name extends keyof HubPushes>(name: Name, push: HubPushes[Name]): void {
    const copy = structuredClone(push);
    this.#put("push", name, () => this.#handlers.get(name)?.(copy as never));
  }

  #put(kind: PacketKind, name: string, act: () => void): void {
    this.wire.put({ kind, name, hub: this, deliver: () => (this.state === "open" ? act() : undefined) });
  }
}
