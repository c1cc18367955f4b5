/** The connection under the chat client: SignalR's, or a test's. */
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";
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
    .withUrl("/hubs/conversations", { withCredentials: false, transport: HttpTransportType.WebSockets | HttpTransportType.LongPolling })
    .configureLogging(LogLevel.None)
    .build();
}
