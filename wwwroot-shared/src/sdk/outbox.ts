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
  private _messages: readonly OutgoingMessage[] = [];
  private _running = false;
  /** Conversations with a message under way; while it waits for its next try, how to wake it. */
  private readonly _busy = new Map<string, (() => void) | null>();

  constructor(private readonly _options: OutboxOptions) {}

  get messages(): readonly OutgoingMessage[] {
    return this._messages;
  }

  add(message: OutgoingMessage): void {
    if (this._messages.some((known) => isSame(known, message))) return;
    this._change([...this._messages, message]);
    this._pump(message.conversationId);
  }

  /** Puts messages of before a reload in front of those written since. */
  restore(messages: readonly OutgoingMessage[]): void {
    const older = messages.filter((message) => !this._messages.some((known) => isSame(known, message)));
    this._change([...older, ...this._messages]);
    for (const { conversationId } of older) this._pump(conversationId);
  }

  /** Tries a failed message again, behind those that wait. */
  retry(conversationId: string, clientMessageId: string): void {
    const failed = this._messages.find((message) => isSame(message, { conversationId, clientMessageId }) && message.failure !== null);
    if (!failed) return;
    this._change([...this._messages.filter((message) => message !== failed), { ...failed, failure: null }]);
    this._pump(conversationId);
  }

  /** Forgets a failed message. One that is under way cannot be called back. */
  discard(conversationId: string, clientMessageId: string): void {
    this._change(this._messages.filter((message) => !isSame(message, { conversationId, clientMessageId }) || message.failure === null));
  }

  resume(): void {
    this._running = true;
    for (const wake of this._busy.values()) wake?.();
    for (const { conversationId } of this._messages) this._pump(conversationId);
  }

  pause(): void {
    this._running = false;
  }

  private _change(messages: readonly OutgoingMessage[]): void {
    this._messages = messages;
    this._options.onChanged(messages);
  }

  private _pump(conversationId: string): void {
    if (!this._running || this._busy.has(conversationId)) return;
    const next = this._messages.find((message) => message.conversationId === conversationId && message.failure === null);
    if (next) void this._deliver(next);
  }

  private async _deliver(message: OutgoingMessage): Promise<void> {
    const { conversationId } = message;
    this._busy.set(conversationId, null);
    for (let tries = 0, internal = 0; this._running; tries++) {
      const answer = await this._options.send(message).catch((error: unknown) => (error instanceof PortalError ? error : new PortalError("offline")));
      if (!(answer instanceof PortalError)) {
        this._change(this._messages.filter((other) => other !== message));
        this._options.onAccepted(message, answer);
        break;
      }
      internal = answer.problem === "internal" ? internal + 1 : 0;
      if (answer.isPermanent || internal === internalTries) {
        const reason = answer.reason ?? answer.problem;
        this._change(this._messages.map((other) => (other === message ? { ...message, failure: reason } : other)));
        this._options.onFailed(message, reason);
        break;
      }
      await this._wait(conversationId, backoff(tries, answer.retryAfter));
    }
    this._busy.delete(conversationId);
    this._pump(conversationId);
  }

  private async _wait(conversationId: string, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this._busy.set(conversationId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this._busy.set(conversationId, null);
  }
}

function isSame(message: OutgoingMessage, id: { conversationId: string; clientMessageId: string }): boolean {
  return message.conversationId === id.conversationId && message.clientMessageId === id.clientMessageId;
}
