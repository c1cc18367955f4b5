/** The connections under the chat client and the call: SignalR's, or a test's. */
import { HttpClient, HttpError, HttpResponse, HttpTransportType, HubConnectionBuilder, LogLevel, TimeoutError, type HttpRequest } from "@microsoft/signalr";
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
 * One connection to a hub of this page's origin. It neither logs (its messages would hold arguments) nor reconnects (it would give
 * up; our clients never do). `directly`: by WebSocket without asking first, a round trip less; no way through where proxies let none pass.
 */
export function hubAt<Pushes>(path: string, credentials: RequestCredentials, directly = false): Hub<Pushes> {
  return new HubConnectionBuilder()
    .withUrl(path, {
      httpClient: new PageHttpClient(credentials),
      transport: directly ? HttpTransportType.WebSockets : HttpTransportType.WebSockets | HttpTransportType.LongPolling,
      skipNegotiation: directly,
      withCredentials: false,
    })
    .configureLogging(LogLevel.None)
    .build();
}

/** What SignalR asks of HTTP (negotiating, long polling), by the page's own fetch. */
class PageHttpClient extends HttpClient {
  constructor(private readonly credentials: RequestCredentials) {
    super();
  }

  override async send({ method, url, content, headers, abortSignal, timeout = 100_000 }: HttpRequest): Promise<HttpResponse> {
    const abort = new AbortController();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      abort.abort();
    }, timeout);
    if (abortSignal) abortSignal.onabort = () => abort.abort();
    try {
      const init: RequestInit = { method: method!, headers: { ...headers }, signal: abort.signal, cache: "no-store", credentials: this.credentials };
      if (content) init.body = content;
      const response = await fetch(url!, init);
      const text = await response.text();
      if (!response.ok) throw new HttpError(response.statusText, response.status);
      return new HttpResponse(response.status, response.statusText, text);
    } catch (error) {
      // A poll that timed out is no lost connection: SignalR polls again.
      throw timedOut ? new TimeoutError() : error;
    } finally {
      clearTimeout(timer);
    }
  }
}
