/** The call of a visit, without a screen. Loaded only when a visit is near. */
import { hubAt } from "../sdk/hub";
import { call, RestClient } from "../sdk/rest-client";
import type { Session } from "../sdk/session";
import { CallSession, type CallOptions } from "./call-session";
import type { VideoPushes } from "./wire";

export { CallSession, type CallConnection, type CallOptions, type Shown } from "./call-session";
export { LocalDevices, type DevicesState, type LocalDevicesOptions } from "./devices";
export * from "./state";
export type * from "./wire";

const path = "/hubs/video";

/** In the patient's application: with the session's token, and no cookie. */
export function patientCall(session: Session, visitId: string, options?: CallOptions): CallSession {
  const rest = new RestClient(session, (url, init) => fetch(url, init));
  const connection = {
    visitId,
    session,
    connect: (directly: boolean) => hubAt<VideoPushes>(path, "omit", directly),
    call: <T>(method: string, target: string, body?: unknown) => rest.call<T>(method, target, body),
  };
  return new CallSession(connection, options);
}

/** In the portal's own pages: the cookie says who is there, and the header that no other site's page asked. */
export function staffCall(visitId: string, options?: CallOptions): CallSession {
  const own = (url: string, init: RequestInit) =>
    fetch(url, { ...init, credentials: "same-origin", headers: { ...(init.headers as Record<string, string>), "X-Portal-Request": "call" } });
  const connection = {
    visitId,
    session: null,
    connect: (directly: boolean) => hubAt<VideoPushes>(path, "same-origin", directly),
    call: <T>(method: string, target: string, body?: unknown) => call<T>(own, method, target, null, body),
  };
  return new CallSession(connection, options);
}
