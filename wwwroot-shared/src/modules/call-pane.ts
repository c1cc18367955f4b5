// The visit's pane over the portal's pages. It lives outside of what Blazor draws and needs no circuit: REST and the call's hub know the person by cookie.
import { h, render } from "preact";
import { staffCall } from "../call";
import { tell, type DotNet, type Hold } from "../interop/dot-net";
import { call } from "../sdk/rest-client";
import { onPaneNews } from "../visit/pane-events";
import { StaffVisits } from "../visit/staff-visits";
import { staffTongue } from "../visit/staff-words";
import { StaffVisit } from "../visit/staff-visit";
import { focus } from "./focus";

const id = "call-pane";
/** The header says that no other site's page asked. */
const own = (url: string, init: RequestInit) =>
  fetch(url, { ...init, credentials: "same-origin", headers: { ...(init.headers as Record<string, string>), "X-Portal-Request": "call" } });

let shown: string | null = null;
/** Where the keyboard was when the pane was opened. */
let opener: HTMLElement | null = null;

/** Shows a visit; another one that was shown is hung up. The pane stays through changes of the page until it is closed. `isAdmitted`: joins at once, without asking how the visit stands. */
export function open(visitId: string, conversationId: string, isAdmitted = false): void {
  let pane = document.getElementById(id);
  if (!pane?.contains(document.activeElement)) opener = document.activeElement as HTMLElement | null;
  if (!pane) document.body.append((pane = Object.assign(document.createElement("div"), { id })));
  shown = visitId;
  const visits = new StaffVisits((method, path, body) => call(own, method, path, null, body));
  const t = staffTongue(document.documentElement.lang);
  render(h(StaffVisit, { key: visitId, visitId, conversationId, isAdmitted, visits, t, makeCall: () => staffCall(visitId), onClose: close }), pane);
}

/** Hangs up, and the pane is gone. The keyboard goes back to what opened it, or to the page's heading where that is gone. */
export function close(): void {
  const pane = document.getElementById(id);
  shown = null;
  if (!pane) return;
  const hadKeyboard = pane.contains(document.activeElement);
  render(null, pane);
  pane.remove();
  if (!hadKeyboard) return;
  if (opener && opener !== document.body && opener.isConnected) opener.focus();
  if (document.activeElement === document.body) focus(document.querySelector<HTMLElement>("main h1"));
}

/** Which visit is shown now; null: none. For a page that has been loaded by the circuit anew. */
export function openVisit(): string | null {
  return shown;
}

/** Calls `OnCallKnock(visitId)` when the patient has come (back) to the waiting room, and `OnCallEnded(visitId)` when the call is over here. */
export function attach(dotNet: DotNet): Hold {
  const dispose = onPaneNews(({ kind, visitId }) => tell(dotNet, kind === "knock" ? "OnCallKnock" : "OnCallEnded", visitId));
  return { dispose };
}
