/**
 * The connections under the chat client and the call: SignalR's hub protocol in JSON, as much of it as the portal speaks (calls with one
 * answer, pushes, pings, closing). The library of that name would be a fifth of a patient's page for what stands here; what this leaves out
 * nobody here uses: streams, binary frames, stateful reconnecting, server-sent events. https://github.com/dotnet/aspnetcore, HubProtocol.md
 */
import { openTransport, type Transport } from "./hub-transport";
import type { HubPushes } from "./protocol";

export interface Hub<Pushes = HubPushes> {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on<Name extends keyof Pushes & string>(name: Name, handler: (push: Pushes[Name]) => void): void;
  onclose(handler: () => void): void;
}

/** One connection to `/hubs/conversations` of this page's origin. It carries no credential in its address, and no cookie. */
export const signalRHub = (): Hub => hubAt("/hubs/conversations", "omit");

/**
 * One connection to a hub of this page's origin. It neither logs (its messages would hold arguments) nor reconnects (our clients have their
 * own way, which never gives up). `directly`: by WebSocket without asking first, a round trip less; no way through where proxies let none pass.
 */
export function hubAt<Pushes>(path: string, credentials: RequestCredentials, directly = false): Hub<Pushes> {
  return new HubConnection(path, credentials, directly) as Hub<Pushes>;
}

interface Frame {
  /** 1 call or push, 3 answer, 6 ping, 7 close. */
  readonly type?: number;
  readonly target?: string;
  readonly arguments?: readonly unknown[];
  readonly invocationId?: string;
  readonly result?: unknown;
  readonly error?: string;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const frameEnd = "\u001e";
const pingEvery = 15_000;
/** The server sends a ping every 15 s where it has nothing else to say. */
const silentFor = 30_000;
const gone = () => new Error("connection");

class HubConnection implements Hub<Record<string, unknown>> {
  private readonly _handlers = new Map<string, (push: unknown) => void>();
  private readonly _waiting = new Map<string, Waiting>();
  private _transport: Transport | null = null;
  private _greeted: Waiting | null = null;
  private _onclose = () => {};
  private _calls = 0;
  private _sentAt = 0;
  private _pings: ReturnType<typeof setInterval> | undefined;
  private _silence: ReturnType<typeof setTimeout> | undefined;
  private readonly _opening = new AbortController();
  private _stopped = false;

  constructor(
    private readonly _path: string,
    private readonly _credentials: RequestCredentials,
    private readonly _directly: boolean,
  ) {}

  async start(): Promise<void> {
    const transport = await openTransport(this._path, this._credentials, this._directly, { onText: (text) => this._receive(text), onClose: () => this._close() }, this._opening.signal);
    this._transport = transport;
    if (this._stopped) {
      this._close();
      throw gone();
    }
    const greeted = new Promise((resolve, reject) => (this._greeted = { resolve, reject }));
    this._listen();
    this._send({ protocol: "json", version: 1 });
    await greeted;
  }

  async stop(): Promise<void> {
    this._stopped = true;
    this._opening.abort();
    this._close();
  }

  /** Rejects with the server's words, or when the connection goes before the answer. */
  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this._transport) return reject(gone());
      const invocationId = String(this._calls++);
      this._waiting.set(invocationId, { resolve: resolve as Waiting["resolve"], reject });
      this._send({ type: 1, target: method, arguments: args, invocationId });
    });
  }

  on(name: string, handler: (push: never) => void): void {
    this._handlers.set(name.toLowerCase(), handler as (push: unknown) => void);
  }

  onclose(handler: () => void): void {
    this._onclose = handler;
  }

  private _send(frame: Frame | { readonly protocol: string; readonly version: number }): void {
    this._sentAt = Date.now();
    this._transport?.send(JSON.stringify(frame) + frameEnd);
  }

  private _receive(text: string): void {
    this._listen();
    // A page in the background has its timers slowed; what the server sends wakes it, and the answer keeps the connection.
    if (this._transport?.needsPings && !this._greeted && Date.now() - this._sentAt > pingEvery) this._send({ type: 6 });
    for (const frame of text.split(frameEnd)) if (frame !== "" && this._transport) this._handle(JSON.parse(frame) as Frame);
  }

  private _handle({ type, target = "", arguments: args = [], invocationId = "", result, error }: Frame): void {
    if (this._greeted) {
      const { resolve, reject } = this._greeted;
      if (error === undefined) {
        this._greeted = null;
        if (this._transport!.needsPings) this._pings = setInterval(() => this._send({ type: 6 }), pingEvery);
        return resolve(undefined);
      }
      reject(new Error(error));
      return this._close();
    }
    if (type === 1) this._tell(target, args[0]);
    if (type === 3) {
      const waiting = this._waiting.get(invocationId);
      this._waiting.delete(invocationId);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    }
    if (type === 7) this._close();
  }

  /** What goes wrong in one handler is the page's to report, and holds up nothing that came with it. */
  private _tell(target: string, push: unknown): void {
    try {
      this._handlers.get(target.toLowerCase())?.(push);
    } catch (error) {
      setTimeout(() => {
        throw error;
      });
    }
  }

  private _listen(): void {
    clearTimeout(this._silence);
    if (this._transport?.needsPings) this._silence = setTimeout(() => this._close(), silentFor);
  }

  private _close(): void {
    const transport = this._transport;
    if (!transport) return;
    this._transport = null;
    clearTimeout(this._silence);
    clearInterval(this._pings);
    transport.close();
    for (const { reject } of this._waiting.values()) reject(gone());
    this._waiting.clear();
    if (this._greeted) this._greeted.reject(gone());
    else this._onclose();
    this._greeted = null;
  }
}
