/** One open conversation: its timeline, kept by what the connection tells; markers, typing, older pages. */
import type { ChatClient } from "./chat-client";
import { PortalError } from "./problem";
import type { ConversationView, HubPushes, Sequence, SubscribeStart } from "./protocol";
import type { RestClient } from "./rest-client";
import { Store } from "./store";
import { apply, startTimeline, type Timeline, type TimelineInput } from "./timeline";

export type ConversationState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly timeline: Timeline }
  /** Not to be had any more, or never was; the problem or the server's reason. */
  | { readonly kind: "refused"; readonly reason: string };

export type OlderState = "idle" | "loading" | "failed" | "none";

export interface ConversationPorts {
  readonly client: Pick<ChatClient, "subscribe" | "unsubscribe" | "resync" | "markDelivered" | "markRead" | "typing" | "isLive">;
  readonly rest: Pick<RestClient, "conversation" | "events">;
}

const pageSize = 60;
/** As many are read at once on opening, so that the unread ones are there. */
const openAtMost = 200;
const typingLasts = 6_000;
const typingToldEvery = 3_000;

export class Conversation {
  readonly state = new Store<ConversationState>({ kind: "loading" });
  readonly older = new Store<OlderState>("idle");
  /** People writing at this moment, by id. */
  readonly typing = new Store<readonly string[]>([]);
  private readonly _typingEnds = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly _wanted = { delivered: 0, read: 0 };
  private _marking = false;
  private _typingTold = 0;

  constructor(
    readonly id: string,
    private readonly _selfId: string,
    private readonly _ports: ConversationPorts,
  ) {}

  get timeline(): Timeline | null {
    return this.state.value.kind === "ready" ? this.state.value.timeline : null;
  }

  /** Begins with the newest events, or with the unread ones where they are not too many. */
  begin(view: ConversationView, pending: readonly TimelineInput[]): void {
    if (this.timeline) return;
    const { headSequence, readSequence } = view;
    const after = Math.max(0, headSequence - openAtMost, Math.min(readSequence, headSequence - pageSize));
    let timeline = startTimeline({ conversationId: this.id, selfId: this._selfId, after, readSequence, headSequence });
    for (const input of pending) timeline = apply(timeline, input).timeline;
    this.older.set(after === 0 ? "none" : "idle");
    this.state.set({ kind: "ready", timeline });
    this._ports.client.subscribe(this.id);
  }

  /** Where the list does not hold its view. */
  async load(pending: () => readonly TimelineInput[]): Promise<void> {
    try {
      this.begin(await this._ports.rest.conversation(this.id), pending());
    } catch (error) {
      if (error instanceof PortalError && error.isPermanent) this.refused(error.problem);
    }
  }

  close(): void {
    this.stopTyping();
    for (const timer of this._typingEnds.values()) clearTimeout(timer);
    this._ports.client.unsubscribe(this.id);
  }

  refused(reason: string): void {
    this.state.set({ kind: "refused", reason });
  }

  subscribed({ events, headSequence, markers, more }: SubscribeStart): void {
    this.take({ kind: "events", events, headSequence });
    for (const marker of markers) this.take({ kind: "marker", ...marker });
    if (!more) this.markAsFarAsWanted();
  }

  event(event: HubPushes["event"]): void {
    this._stoppedTyping(event.actor.id);
    this.take({ kind: "events", events: [event] });
  }

  /** Puts an input in; a hole is read again. */
  take(input: TimelineInput): void {
    const timeline = this.timeline;
    if (!timeline) return;
    const { timeline: next, outcome } = apply(timeline, input);
    if (next !== timeline) this.state.set({ kind: "ready", timeline: next });
    if (outcome === "gap" && input.kind !== "older") this._ports.client.resync(this.id);
    if (next.last > timeline.last) this._want("delivered", next.last);
  }

  /** The next page above. */
  async loadOlder(): Promise<void> {
    const before = this.timeline?.first;
    if (before === undefined || this.older.value === "loading" || this.older.value === "none") return;
    this.older.set("loading");
    try {
      const { items } = await this._ports.rest.events(this.id, { before }, pageSize);
      this.take({ kind: "older", events: items });
      // Whoever was added later sees from a later sequence on: nothing above is then simply the beginning.
      this.older.set(items.length === 0 || items[0]!.sequence === 1 ? "none" : "idle");
    } catch {
      this.older.set("failed");
    }
  }

  /** Lets go of old items while nobody looks at them, so that a long day's thread stays light. */
  trim(keep: number): void {
    const first = this.timeline?.first;
    this.take({ kind: "trim", keep });
    if (this.timeline && this.timeline.first !== first) this.older.set("idle");
  }

  /** Everything up to this sequence stood on the screen. */
  seen(sequence: Sequence): void {
    this._want("read", sequence);
  }

  /** Something was typed: told now and then, not at every key. */
  typed(): void {
    if (Date.now() - this._typingTold < typingToldEvery) return;
    this._typingTold = Date.now();
    this._ports.client.typing(this.id, true);
  }

  stopTyping(): void {
    if (this._typingTold === 0) return;
    this._typingTold = 0;
    this._ports.client.typing(this.id, false);
  }

  othersTyping({ personId, isTyping }: HubPushes["typing"]): void {
    if (personId === this._selfId) return;
    this._stoppedTyping(personId);
    if (!isTyping) return;
    this.typing.set([...this.typing.value, personId]);
    this._typingEnds.set(
      personId,
      setTimeout(() => this._stoppedTyping(personId), typingLasts),
    );
  }

  markAsFarAsWanted(): void {
    if (!this._marking) void this._mark();
  }

  private _stoppedTyping(personId: string): void {
    clearTimeout(this._typingEnds.get(personId));
    this._typingEnds.delete(personId);
    if (this.typing.value.includes(personId)) this.typing.set(this.typing.value.filter((id) => id !== personId));
  }

  private _want(marker: "delivered" | "read", sequence: Sequence): void {
    if (sequence <= this._wanted[marker]) return;
    this._wanted[marker] = sequence;
    this.markAsFarAsWanted();
  }

  /** One call at a time, and then as far as was wanted meanwhile. What a lost connection swallowed is told by the next one. */
  private async _mark(): Promise<void> {
    this._marking = true;
    // What is wanted may have been raised in the same turn: one call tells it all.
    await Promise.resolve();
    try {
      while (this.timeline && this._ports.client.isLive) {
        const own = this.timeline.markers.find(({ personId }) => personId === this._selfId) ?? { delivered: 0, read: 0 };
        const { delivered, read } = this._wanted;
        if (read > own.read) await this._ports.client.markRead(this.id, read);
        else if (delivered > own.delivered) await this._ports.client.markDelivered(this.id, delivered);
        else break;
        this.take({ kind: "marker", personId: this._selfId, delivered: Math.max(own.delivered, delivered), read: Math.max(own.read, read) });
      }
    } catch {
      // Tried again with the next marker or the next connection.
    } finally {
      this._marking = false;
    }
  }
}
