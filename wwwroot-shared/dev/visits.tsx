/** The states of a visit's screens, by name, with the real application around them. For looking at, never for shipping. */
import { h, render } from "preact";
import type { CallState } from "../src/call";
import { PortalChat } from "../src/sdk/portal-chat";
import type { VisitView } from "../src/sdk/visits";
import { askToLock } from "../src/visit/pane-events";
import { StaffVisits, type Participant } from "../src/visit/staff-visits";
import { staffTongue } from "../src/visit/staff-words";
import { StaffVisit } from "../src/visit/staff-visit";
import { App } from "../src/widget/app";
import { Around } from "../src/widget/context";
import { loadTexts } from "../src/widget/texts";
import { anaHere, FakeCall, noorHere, sending } from "../tests/fakes/fake-call";
import { DirectWire, FakeHub, FakePortal } from "../tests/fakes/fake-portal";
import { ana, jonas, knee, noor } from "../tests/fakes/people";
import { visitOf } from "../tests/fakes/visits";

const query = new URLSearchParams(location.search);
const state = query.get("state");
const locale = query.get("locale") ?? "en";
document.documentElement.dataset["theme"] = query.get("theme") ?? "auto";
document.documentElement.lang = locale;
document.documentElement.dir = query.get("dir") ?? "ltr";

/** A moving picture of nobody. */
function picture(label: string, hue: number, wide = true): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: wide ? 1280 : 480, height: wide ? 720 : 640 });
  const draw = canvas.getContext("2d")!;
  let at = 0;
  const paint = () => {
    draw.fillStyle = `hsl(${hue} 30% 55%)`;
    draw.fillRect(0, 0, canvas.width, canvas.height);
    draw.fillStyle = `hsl(${hue} 35% 30%)`;
    draw.beginPath();
    draw.arc(canvas.width / 2, canvas.height * 0.42, canvas.height * 0.18, 0, 7);
    draw.ellipse(canvas.width / 2, canvas.height * 1.02, canvas.height * 0.36, canvas.height * 0.4, 0, 0, 7);
    draw.fill();
    draw.fillStyle = "white";
    draw.font = "40px sans-serif";
    draw.fillText(`${label} ${++at}`, 40, 60);
  };
  paint();
  setInterval(paint, 100);
  return canvas.captureStream(10);
}

const call = new FakeCall();
const pictures: Record<string, MediaStream> = {};
call.streamOf = (which) => (pictures[which] ??= which === "self" ? picture("me", 200) : which === "other" ? picture("other", 20) : picture("screen", 120));
(globalThis as { devCall?: FakeCall }).devCall = call;

const connected = (patch: Partial<CallState> = {}, self: Partial<CallState["self"]> = {}, other: Partial<typeof noorHere> = {}) => () => {
  const devices = {
    microphones: [{ id: "a", label: "Built-in microphone" }, { id: "b", label: "Headset" }],
    cameras: [{ id: "c", label: "Front camera" }, { id: "d", label: "" }],
    speakers: [],
    microphone: "a",
    camera: "c",
    speaker: null,
  };
  call.set({ phase: "connected", over: null, other: { ...(state?.startsWith("pane") ? anaHere : noorHere), ...other }, quality: "good", devices });
  call.self({ media: sending, ...self });
  call.set(patch);
};

const inVisit = { waiting: "inVisit", status: "inProgress" } as const;
const waiting = { waiting: "waiting", status: "arrived" } as const;

/** What the portal says of the visit, and what the call does. */
const states: Record<string, readonly [Partial<VisitView>, (() => void)?]> = {
  line: [{ opensAt: new Date(Date.now() + 40 * 60_000).toISOString(), scheduledFor: new Date(Date.now() + 70 * 60_000).toISOString() }],
  tomorrow: [{ opensAt: new Date(Date.now() + 90_000_000).toISOString(), scheduledFor: new Date(Date.now() + 92_000_000).toISOString() }],
  check: [{ waiting: "checkingIn" }],
  "check-early": [{ waiting: "checkingIn", opensAt: new Date(Date.now() + 20 * 60_000).toISOString() }],
  "waiting-next": [{ ...waiting, place: 1, estimatedMinutes: 2 }],
  waiting: [{ ...waiting, place: 3, estimatedMinutes: 23 }],
  returned: [{ waiting: "returnedToWaiting", status: "inProgress", place: 1, estimatedMinutes: 5, words: "I have to look after an emergency; ten minutes." }],
  declined: [{ waiting: "checkingIn" }],
  moved: [{ waiting: "checkingIn" }],
  finished: [inVisit],
  acquiring: [inVisit, () => call.set({ phase: "acquiring" })],
  alone: [inVisit, () => call.set({ phase: "connecting", other: null })],
  connecting: [inVisit, () => call.set({ phase: "connecting", other: noorHere })],
  connected: [inVisit, connected()],
  muted: [inVisit, connected({}, { wants: { microphone: false, camera: false }, media: { audio: false, video: false, screen: false } }, { media: { audio: false, video: true, screen: false } })],
  "camera-off": [inVisit, connected({ mode: "audio" }, {}, { media: { audio: true, video: false, screen: false } })],
  shares: [inVisit, connected({}, {}, { media: { audio: true, video: true, screen: true } })],
  sharing: [inVisit, connected({}, { media: { audio: true, video: true, screen: true } })],
  restarting: [inVisit, connected({ phase: "recovering", quality: "poor" }, { step: "restarting", restarts: 2 })],
  rejoining: [inVisit, connected({ phase: "recovering", quality: "none" }, { step: "rejoining" })],
  failed: [inVisit, connected({ phase: "failed", quality: "none", troubles: [{ kind: "network", code: "noRelay" }] }, { step: "failed" })],
  "other-reconnecting": [inVisit, connected({ quality: "fair" }, {}, { step: "restarting" })],
  interrupted: [inVisit, connected({}, { step: "interrupted", media: { audio: false, video: true, screen: false } })],
  blocked: [inVisit, connected({ troubles: [{ kind: "playback", code: "blocked" }] })],
  low: [inVisit, connected({ lowBandwidth: "offered", quality: "poor" })],
  denied: [inVisit, connected({ troubles: [{ kind: "camera", code: "denied" }, { kind: "microphone", code: "inUse" }] }, { media: { audio: false, video: false, screen: false } })],
  lost: [inVisit, () => call.set({ phase: "connecting", other: null, otherLeft: "lost" })],
  left: [inVisit, () => call.set({ phase: "ended", over: "left" })],
  elsewhere: [inVisit, () => call.set({ phase: "removed", over: "elsewhere" })],
  refused: [inVisit, () => call.set({ phase: "failed", over: "not-admitted" })],
  pane: [inVisit, connected()],
  "pane-shrunk": [inVisit, connected()],
  "pane-waiting": [{ ...waiting, place: 1 }],
  "pane-restarting": [inVisit, connected({ phase: "recovering", quality: "poor" }, { step: "restarting", restarts: 1 })],
  "pane-locked": [inVisit, connected()],
  "pane-full": [inVisit, () => call.set({ phase: "failed", over: "call-full" })],
  "pane-over": [{ waiting: "completed", status: "finished" }],
};

export const fakeCall = () => call.session;

async function showPatient([visit, begin]: (typeof states)[string]): Promise<void> {
  const texts = await loadTexts(locale);
  const portal = new FakePortal();
  const conversation = portal.add(knee, "Knee after the operation", [ana, noor, jonas]);
  const say = (who: typeof ana, text: string) => portal.post(who, conversation, { clientMessageId: String(Math.random()), text });
  say(ana, "Good morning. The wound is a little red on one side since yesterday.");
  say(noor, "Good morning Ana. Let us look at it together in the video visit.");
  say(ana, "Thank you, I will be there.");
  portal.mark(conversation, ana.id, 3, 3);
  portal.setVisit(visitOf(visit));
  const chat = new PortalChat({
    ask: async () => portal.grant(ana, knee),
    connect: () => new FakeHub(portal, new DirectWire()),
    fetch: (url, init) => portal.fetch(url, init),
    storage: null,
    onOtherPerson: () => {},
  });
  call.start = async () => begin?.();
  render(
    <Around.Provider value={{ chat, texts }}>
      <App emergencyNumber="112" />
    </Around.Provider>,
    document.getElementById("app")!,
  );
  chat.session.onGrant(({ conversationId }) => chat.openConversation(conversationId!));
  chat.start();
  const later = () => portal.visits.values().next().value!;
  const change = (patch: Partial<VisitView>) => setTimeout(() => portal.setVisit({ ...later(), ...patch }), 600);
  if (state === "declined") change({ waiting: "cancelled", status: "cancelled", words: "Dr. Haddad was called to an emergency. We will book another time today." });
  if (state === "moved") change({ waiting: "expected", scheduledFor: new Date(Date.now() + 26 * 3_600_000).toISOString() });
  if (state === "finished") change({ waiting: "completed", status: "finished" });
}

function showPane([visit, begin]: (typeof states)[string]): void {
  call.start = async () => begin?.();
  if (state === "pane-shrunk") sessionStorage.setItem("portal.call-pane", JSON.stringify({ at: null, isShrunk: true }));
  else sessionStorage.removeItem("portal.call-pane");
  const view = visitOf(visit);
  const colleague: Participant = { id: "p2", personId: jonas.id, kind: "practitioner", displayName: jonas.displayName, joinedAt: view.scheduledFor };
  const visits = new StaffVisits(async (_method, path) => (path.endsWith("/participants") ? { items: [colleague], next: null } : view) as never);
  const pane = document.body.appendChild(Object.assign(document.createElement("div"), { id: "call-pane" }));
  const text = document.getElementById("app")!;
  text.className = "page";
  text.setAttribute("role", "main");
  text.append(Object.assign(document.createElement("h1"), { textContent: "The portal's own page" }), "Conversation of Ana Ruiz. ".repeat(60));
  render(h(StaffVisit, { visitId: view.id, conversationId: knee, isAdmitted: false, visits, t: staffTongue(locale), makeCall: () => call.session, onClose: () => render(null, pane) }), pane);
  if (state === "pane-locked") setTimeout(() => askToLock({ unlock: async (password) => password === "right", signOut: () => {} }), 300);
}

const chosen = states[state ?? ""];
if (!chosen) {
  const links = Object.keys(states).map((name) => <li key={name}><a href={`?state=${name}`}>{name}</a></li>);
  render(<ul>{links}</ul>, document.getElementById("app")!);
} else if (state!.startsWith("pane")) showPane(chosen);
else void showPatient(chosen);
