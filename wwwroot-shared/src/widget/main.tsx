/** The patient's application: in the hospital's page (/embed/chat) or by itself (/me). Wires the parts to this browser. */
import { render } from "preact";
import { HostChannel, type Hello } from "../embed/host-channel";
import { signalRHub } from "../sdk/hub";
import { PortalChat } from "../sdk/portal-chat";
import type { SessionSource } from "../sdk/session";
import type { VaultStorage } from "../sdk/vault";
import { App } from "./app";
import { Around } from "./context";
import { linkSession } from "./link-session";
import { PaneState } from "./pane-state";
import { english, loadTexts, say, type Texts, type Word } from "./texts";

const meta = (name: string): string | null => {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="portal-${name}"]`)?.content.trim();
  return content && !content.startsWith("{{") ? content : null;
};

const root = document.getElementById("app")!;
/** A host that has not spoken by then is none that may show this page. */
const helloWithin = 10_000;

function applyHello({ locale, theme }: Hello): Promise<Texts> {
  document.documentElement.dataset["theme"] = theme;
  return loadTexts(locale).then((texts) => {
    document.documentElement.lang = texts.locale;
    document.title = say(texts, "title");
    return texts;
  });
}

/** The frame's own storage for this tab, or the host's where the browser blocks that of framed pages. */
function storageOr<T>(other: T): VaultStorage | T {
  try {
    return window.sessionStorage;
  } catch {
    return other;
  }
}

function begin(ask: SessionSource["ask"], storage: VaultStorage | null, first: Texts): { redraw(texts: Texts): void; chat: PortalChat } {
  const chat = new PortalChat({
    ask,
    connect: signalRHub,
    fetch: (url, init) => fetch(url, init),
    storage,
    onOtherPerson: () => window.location.reload(),
  });
  const redraw = (texts: Texts) =>
    render(
      <Around.Provider value={{ chat, texts }}>
        <App emergencyNumber={meta("emergency-number")} />
      </Around.Provider>,
      root,
    );
  root.textContent = "";
  redraw(first);

  let opened = false;
  chat.session.onGrant(({ conversationId }) => {
    if (opened || conversationId === null) return;
    opened = true;
    chat.openConversation(conversationId);
  });
  window.addEventListener("online", () => chat.client.wake());
  window.addEventListener("offline", () => chat.client.drop());
  document.addEventListener("visibilitychange", () => {
    const visible = document.visibilityState === "visible";
    chat.client.setPresence(visible ? "available" : "away");
    if (visible) chat.client.wake();
  });
  chat.start();
  return { redraw, chat };
}

function refuse(texts: Texts, title: Word, text: Word): void {
  root.textContent = "";
  render(<PaneState title={say(texts, title)} text={say(texts, text)} />, root);
}

function framed(): void {
  const channel = new HostChannel(window, meta("embed-origins")?.split(/\s+/) ?? []);
  const timer = setTimeout(() => refuse(english, "refused", "refusedText"), window.parent === window ? 0 : helloWithin);
  let running: ReturnType<typeof begin> | null = null;
  channel.hello.subscribe(() => {
    clearTimeout(timer);
    void applyHello(channel.hello.value!).then((texts) => {
      if (running) return running.redraw(texts);
      running = begin(channel.ask, storageOr(channel.storage), texts);
      const { inbox } = running.chat;
      inbox.subscribe(() => channel.tellUnread(inbox.value?.conversations.reduce((sum, { unreadCount }) => sum + unreadCount, 0) ?? 0));
    });
  });
}

async function unframed(): Promise<void> {
  const texts = await applyHello({ locale: navigator.language, theme: "auto" });
  const ask = linkSession();
  if (ask) begin(ask, storageOr(null), texts);
  else refuse(texts, "link", "linkText");
}

if (meta("page") === "me") void unframed();
else framed();
