/**
 * The whole of a patient's (or a related person's) messaging behind one object: the list, the open conversation, the outbox and
 * the connection, put together. Draws nothing; everything that changes is a Store.
 */
import { ChatClient, type Push } from "./chat-client";
import { Conversation } from "./conversation";
import type { Hub } from "./hub";
import { inboxChanged, inboxPaged, inboxStarted, type Inbox } from "./inbox";
import { Outbox, type OutgoingMessage } from "./outbox";
import type { CareTeam, PresenceState, Sequence } from "./protocol";
import { RestClient, renewSession, type Fetch } from "./rest-client";
import { Session, type SessionSource } from "./session";
import { Store } from "./store";
import type { TimelineInput } from "./timeline";
import { uuidV7 } from "./uuid";
import { newerVisit, Visits, type VisitView } from "./visits";
import { Vault, type Kept, type VaultStorage } from "./vault";

export interface PortalChatOptions {
  /** Gives a session: the host's page, or a one-time link. See `SessionSource.ask`. */
  readonly ask: SessionSource["ask"];
  readonly connect: () => Hub;
  readonly fetch: Fetch;
  /** Where the sealed outbox is kept, or null where the browser allows none. */
  readonly storage: VaultStorage | null;
  /** The host now gives a session of somebody else: nothing of this person may stay on the screen. */
  readonly onOtherPerson: () => void;
}

export class PortalChat {
  readonly inbox = new Store<Inbox | null>(null);
  readonly open = new Store<Conversation | null>(null);
  readonly presence = new Store<ReadonlyMap<string, PresenceState>>(new Map());
  /** Typed and not sent, by conversation. */
  readonly drafts = new Store<Readonly<Record<string, string>>>({});
  /** So many messages of before a reload could not be restored. */
  readonly lostMessages = new Store(0);
  readonly client: ChatClient;
  readonly session: Session;
  /** Visits of the open conversation: those that are not over, soonest first, and those that ended meanwhile. */
  readonly visits = new Store<readonly VisitView[]>([]);
  readonly visitCalls: Visits;
  /** One call of this person's under `/api/v1/`. */
  readonly call: RestClient["call"] = (method, path, body) => this._rest.call(method, path, body);
  private readonly _rest: RestClient;
  private readonly _outbox: Outbox;
  private _vault: { readonly vault: Vault; readonly chain: number } | null = null;
  private _openingVault: Promise<void> | null = null;
  private _personId: string | null = null;

  constructor(private readonly _options: PortalChatOptions) {
    this.session = new Session({ ask: _options.ask, renew: (token) => renewSession(_options.fetch, token) });
    this._rest = new RestClient(this.session, _options.fetch);
    this.visitCalls = new Visits(this.call);
    this.client = new ChatClient({
      session: this.session,
      connect: _options.connect,
      lastOf: (id) => this._opened(id)?.timeline?.last ?? 0,
      onInbox: (start) => this.inbox.set(inboxStarted(start)),
      onSubscribed: (id, start) => {
        this.presence.set(new Map([...this.presence.value, ...start.presence.map(({ personId, state }) => [personId, state] as const)]));
        this._opened(id)?.subscribed(start);
        void this._loadVisits(id);
      },
      onUnsubscribed: (id, reason) => this._opened(id)?.refused(reason),
      onPush: (push) => this._push(push),
    });
    this._outbox = new Outbox({
      send: ({ conversationId, clientMessageId, text, replyTo }) =>
        this.client.send(conversationId, { clientMessageId, text, ...(replyTo === null ? {} : { replyTo }) }),
      onAccepted: ({ conversationId, clientMessageId }, receipt) => this._opened(conversationId)?.take({ kind: "accepted", clientMessageId, ...receipt }),
      onFailed: ({ conversationId, clientMessageId }, reason) => this._opened(conversationId)?.take({ kind: "failed", clientMessageId, reason }),
      onChanged: () => this._keep(),
    });
    this.session.onGrant(({ personId }) => {
      this._personId ??= personId;
      if (this._personId !== personId) _options.onOtherPerson();
    });
    this.client.connection.subscribe(() => this._connectionChanged());
  }

  get personId(): string | null {
    return this._personId;
  }

  start(): void {
    this.client.start();
  }

  /** Opens a conversation in place of the one that was open. */
  openConversation(id: string): Conversation {
    const before = this._opened(id);
    if (before && before.state.value.kind !== "refused") return before;
    this.closeConversation();
    const conversation = new Conversation(id, this._personId ?? "", { client: this.client, rest: this._rest });
    this.open.set(conversation);
    this._begin(conversation);
    return conversation;
  }

  closeConversation(): void {
    this.open.value?.close();
    this.open.set(null);
    this.visits.set([]);
  }

  async moreConversations(): Promise<void> {
    const cursor = this.inbox.value?.cursor;
    if (!cursor) return;
    const page = await this._rest.conversations(cursor);
    if (this.inbox.value?.cursor === cursor) this.inbox.set(inboxPaged(this.inbox.value, page));
  }

  async careTeams(): Promise<readonly CareTeam[]> {
    return (await this._rest.careTeams()).items;
  }

  /** Starts a conversation and opens it. `careTeam` is the team's identifier. */
  async startConversation(careTeam: string, topic: string): Promise<void> {
    const view = await this._rest.startConversation(careTeam, topic);
    if (this.inbox.value) this.inbox.set(inboxChanged(this.inbox.value, view));
    this.openConversation(view.id);
  }

  /** Shows the message at once and sends it as soon as it can be. */
  send(conversationId: string, text: string, replyTo: Sequence | null): void {
    const message = { conversationId, clientMessageId: uuidV7(), text, replyTo, at: new Date().toISOString(), failure: null };
    this._opened(conversationId)?.take({ kind: "send", ...message });
    this._outbox.add(message);
  }

  /** An id that the server knows with another text can never be sent; that message goes under a new one. */
  retry(conversationId: string, clientMessageId: string): void {
    const message = this._outbox.messages.find((known) => known.conversationId === conversationId && known.clientMessageId === clientMessageId);
    if (message?.failure === "reused-id") {
      this.discard(conversationId, clientMessageId);
      this.send(conversationId, message.text, message.replyTo);
      return;
    }
    this._opened(conversationId)?.take({ kind: "retry", clientMessageId });
    this._outbox.retry(conversationId, clientMessageId);
  }

  discard(conversationId: string, clientMessageId: string): void {
    this._opened(conversationId)?.take({ kind: "discard", clientMessageId });
    this._outbox.discard(conversationId, clientMessageId);
  }

  keepDraft(conversationId: string, text: string): void {
    const { [conversationId]: before, ...others } = this.drafts.value;
    if ((before ?? "") === text) return;
    this.drafts.set(text === "" ? others : { ...others, [conversationId]: text });
    this._keep();
  }

  /** Takes a view of a visit in, from a push or an answer. */
  takeVisit(view: VisitView): void {
    if (!this._opened(view.conversationId)) return;
    const others = this.visits.value.filter(({ id }) => id !== view.id);
    const newer = newerVisit(
      this.visits.value.find(({ id }) => id === view.id),
      view,
    );
    this.visits.set([...others, newer].sort((a, b) => (a.scheduledFor < b.scheduledFor ? -1 : 1)));
  }

  /** What was known and is not in the answer any more is over: how, it is asked for itself. */
  private async _loadVisits(conversationId: string): Promise<void> {
    try {
      const known = this.visits.value;
      const { items } = await this.visitCalls.ofConversation(conversationId);
      for (const view of items) this.takeVisit(view);
      for (const { id } of known) if (!items.some((view) => view.id === id)) this.takeVisit(await this.visitCalls.view(id));
    } catch {
      // With the next connection.
    }
  }

  private _opened(id: string): Conversation | null {
    return this.open.value?.id === id ? this.open.value : null;
  }

  private _begin(conversation: Conversation): void {
    if (conversation.state.value.kind !== "loading") return;
    const view = this.inbox.value?.conversations.find(({ id }) => id === conversation.id);
    const pending = () => pendingOf(this._outbox.messages, conversation.id);
    if (view) conversation.begin(view, pending());
    else if (this.client.isLive) void conversation.load(pending);
  }

  private _connectionChanged(): void {
    if (!this.client.isLive) {
      this._outbox.pause();
      return;
    }
    if (this.open.value) this._begin(this.open.value);
    const { storage } = this._options;
    // What was written before a reload goes first.
    const restoring = storage && !this._vault && Vault.isUsed(storage);
    const opened = (this._openingVault ??= this._openVault().finally(() => (this._openingVault = null)));
    if (!restoring) this._outbox.resume();
    else void opened.then(() => this.client.isLive && this._outbox.resume());
  }

  /** Without a key or without WebCrypto the outbox lives in memory only; asked again with the next connection. */
  private async _openVault(): Promise<void> {
    const { storage } = this._options;
    const { chain } = this.session;
    if (!storage || !this._personId || this._vault?.chain === chain) return;
    try {
      const key = await this._rest.outboxKey();
      if (this._vault) await this._vault.vault.rekey(key);
      const { vault, kept, lost } = this._vault ? { ...this._vault, kept: null, lost: 0 } : await Vault.open(storage, key, this._personId);
      this._vault = { vault, chain };
      this.lostMessages.set(lost);
      if (kept) this._restore(kept);
      this._keep();
    } catch {
      return;
    }
  }

  private _restore({ messages, drafts }: Kept): void {
    this.drafts.set({ ...drafts, ...this.drafts.value });
    this._outbox.restore(messages);
    const open = this.open.value;
    if (open) for (const input of pendingOf(messages, open.id)) open.take(input);
  }

  private _keep(): void {
    this._vault?.vault.keep({ messages: this._outbox.messages, drafts: this.drafts.value });
  }

  private _push({ name, push }: Push): void {
    switch (name) {
      case "event":
        return this._opened(push.conversationId)?.event(push);
      case "head":
        return this._opened(push.conversationId)?.take({ kind: "head", headSequence: push.headSequence });
      case "marker":
        return this._opened(push.conversationId)?.take({ kind: "marker", ...push });
      case "typing":
        return this._opened(push.conversationId)?.othersTyping(push);
      case "presence":
        return this.presence.set(new Map([...this.presence.value, [push.personId, push.state]]));
      case "visit":
        return this.takeVisit(push);
      case "conversationChanged":
        if (this.inbox.value) this.inbox.set(inboxChanged(this.inbox.value, push));
    }
  }
}

/** What a timeline that begins now must show of the outbox. */
function pendingOf(messages: readonly OutgoingMessage[], conversationId: string): TimelineInput[] {
  return messages
    .filter((message) => message.conversationId === conversationId)
    .flatMap(({ clientMessageId, text, replyTo, at, failure }): TimelineInput[] => [
      { kind: "send", clientMessageId, text, replyTo, at },
      ...(failure === null ? [] : [{ kind: "failed", clientMessageId, reason: failure } as const]),
    ]);
}
