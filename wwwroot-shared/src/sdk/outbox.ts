/**
 * Messages on their way, first in first out in each conversation: the next one goes only once the one before it was acknowledged,
 * for a retry must not overtake or be overtaken. The id stays the same however often one is tried, so that the server takes it once.
 *
 * A refusal that can never turn (validation, 409, 422, ...) fails that one and the next goes on; anything else keeps the order
 * and is tried again. While the connection is away nothing is tried: `resume` starts it all again.
 */
import { backoff } from "./backoff";
import { PortalError } from "./problem";
import type { Receipt, Sequence } from "./protocol";

export interface OutgoingMessage {
  readonly conversationId: string;
  readonly clientMessageId: string;
  readonly text: string;
  readonly replyTo: Sequence | null;
  /** When it was written, RFC 3339. */
  readonly at: string;
  /** Why it was refused for good, or null while it waits. */
  readonly failure: string | null;
}

export interface OutboxOptions {
  /** Rejects with a PortalError. */
  readonly send: (message: OutgoingMessage) => Promise<Receipt>;
  readonly onAccepted: (message: OutgoingMessage, receipt: Receipt) => void;
  readonly onFailed: (message: OutgoingMessage, reason: string) => void;
  /** Everything that is not acknowledged yet, failed ones too, in order: to be kept through a reload. */
  readonly onChanged: (messages: readonly OutgoingMessage[]) => void;
}

/** The server's own fault, so often in a row for one message, lets the others pass. */
const internalTries = 5;

export class Outbox {
  #messages: readonly OutgoingMessage[] = [];
  #running = false;
  /** Conversations with a message under way; while it waits for its next try, how to wake it. */
  readonly #busy = new Map<string, (() => void) | null>();

  constructor(private readonly options: OutboxOptions) {}

  get messages(): readonly OutgoingMessage[] {
    return this.#messages;
  }

  add(message: OutgoingMessage): void {
    if (this.#messages.some((known) => isSame(known, message))) return;
    this.#change([...this.#messages, message]);
    this.#pump(message.conversationId);
  }

  /** Puts messages of before a reload in front of those written since. */
  restore(messages: readonly OutgoingMessage[]): void {
    const older = messages.filter((message) => !this.#messages.some((known) => isSame(known, message)));
    this.#change([...older, ...this.#messages]);
    for (const { conversationId } of older) this.#pump(conversationId);
  }

  /** Tries a failed message again, behind those that wait. */
  retry(conversationId: string, clientMessageId: string): void {
    const failed = this.#messages.find((message) => isSame(message, { conversationId, clientMessageId }) && message.failure !== null);
    if (!failed) return;
    this.#change([...this.#messages.filter((message) => message !== failed), { ...failed, failure: null }]);
    this.#pump(conversationId);
  }

  /** Forgets a failed message. One that is under way cannot be called back. */
  discard(conversationId: string, clientMessageId: string): void {
    this.#change(this.#messages.filter((message) => !isSame(message, { conversationId, clientMessageId }) || message.failure === null));
  }

  resume(): void {
    this.#running = true;
    for (const wake of this.#busy.values()) wake?.();
    for (const { conversationId } of this.#messages) this.#pump(conversationId);
  }

  pause(): void {
    this.#running = false;
  }

  #change(messages: readonly OutgoingMessage[]): void {
    this.#messages = messages;
    this.options.onChanged(messages);
  }

  #pump(conversationId: string): void {
    if (!this.#running || this.#busy.has(conversationId)) return;
    const next = this.#messages.find((message) => message.conversationId === conversationId && message.failure === null);
    if (next) void this.#deliver(next);
  }

  async #deliver(message: OutgoingMessage): Promise<void> {
    const { conversationId } = message;
    this.#busy.set(conversationId, null);
    for (let tries = 0, internal = 0; this.#running; tries++) {
      const answer = await this.options.send(message).catch((error: unknown) => (error instanceof PortalError ? error : new PortalError("offline")));
      if (!(answer instanceof PortalError)) {
        this.#change(this.#messages.filter((other) => other !== message));
        this.options.onAccepted(message, answer);
        break;
      }
      internal = answer.problem === "internal" ? internal + 1 : 0;
      if (answer.isPermanent || internal === internalTries) {
        const reason = answer.reason ?? answer.problem;
        this.#change(this.#messages.map((other) => (other === message ? { ...message, failure: reason } : other)));
        this.options.onFailed(message, reason);
        break;
      }
      await this.#wait(conversationId, backoff(tries, answer.retryAfter));
    }
    this.#busy.delete(conversationId);
    this.#pump(conversationId);
  }

  async #wait(conversationId: string, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#busy.set(conversationId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#busy.set(conversationId, null);
  }
}

function isSame(message: OutgoingMessage, id: { conversationId: string; clientMessageId: string }): boolean {
  return message.conversationId === id.conversationId && message.clientMessageId === id.clientMessageId;
}
