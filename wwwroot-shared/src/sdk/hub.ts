/** The connection under the chat client: SignalR's, or a test's. */
import { HttpClient, HttpError, HttpResponse, HttpTransportType, HubConnectionBuilder, LogLevel, TimeoutError, type HttpRequest } from "@microsoft/signalr";
import type { HubPushes } from "./protocol";

export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on<Name extends keyof HubPushes>(name: Name, handler: (push: HubPushes[Name]) => void): void;
  onclose(handler: () => void): void;
}

/**
 * One connection to `/hubs/conversations` of this page's origin. It neither logs (its messages would hold arguments) nor
 * reconnects (it would give up; the chat client never does), and carries no credential in its address.
 */
export function signalRHub(): Hub {
  return new HubConnectionBuilder()
    .withUrl("/hubs/conversations", {
      httpClient: new PageHttpClient(),
      transport: HttpTransportType.WebSockets | HttpTransportType.LongPolling,
      withCredentials: false,
    })
    .configureLogging(LogLevel.None)
    .build();
}

/** What SignalR asks of HTTP (negotiating, long polling), by the page's own fetch and without its cookies. */
class PageHttpClient extends HttpClient {
  override async send({ method, url, content, headers, abortSignal, timeout = 100_000 }: HttpRequest): Promise<HttpResponse> {
    const abort = new AbortController();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      abort.abort();
    }, timeout);
    if (abortSignal) abortSignal.onabort = () => abort.abort();
    try {
      const init: RequestInit = { method: method!, headers: { ...headers }, signal: abort.signal, cache: "no-store", credentials: "omit" };
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
