/**
 * The element that a hospital puts on its page:
 *
 *   <script type="module" src="https://PORTAL/embed/portal-widget.js"></script>
 *   <portal-widget integration="ID" token-endpoint="/my-backend/portal-session" locale="en" theme="auto"></portal-widget>
 *
 * It frames the portal's page, and hands it sessions that the host's own endpoint gives (POST, the host's own cookies; the answer
 * of the portal's `POST /api/v1/sessions`). A host that gets them otherwise sets the property `getSession`. It raises the event
 * `portal-unread` with `detail.count`. Its size is the host's to style; it fills what it is given.
 */
import { readFrameMessage, readGrant, type HostMessage, type Theme } from "../embed/messages";
import { portal } from "./portal-origin";

const permissions = "camera; microphone; display-capture; fullscreen; autoplay";
const helloEvery = 500;
const helloTimes = 40;

export class PortalWidget extends HTMLElement {
  static readonly observedAttributes = ["locale", "theme"];

  /** In place of `token-endpoint`: gives the session, or rejects. */
  getSession: (() => Promise<unknown>) | undefined;

  private _frame: HTMLIFrameElement | null = null;
  private _hello: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    const frame = document.createElement("iframe");
    frame.title = this.title || "Messages";
    frame.allow = permissions;
    frame.referrerPolicy = "origin";
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", minHeight: "30rem", border: "0", colorScheme: "normal" });
    if (getComputedStyle(this).display === "inline") this.style.display = "block";
    frame.src = `${portal}/embed/chat?integration=${encodeURIComponent(this.getAttribute("integration") ?? "")}`;
    frame.addEventListener("load", () => this._greet());
    addEventListener("message", this._receive);
    this._frame = frame;
    this.append(frame);
  }

  disconnectedCallback(): void {
    clearInterval(this._hello);
    removeEventListener("message", this._receive);
    this._frame?.remove();
    this._frame = null;
  }

  attributeChangedCallback(): void {
    if (this._frame) this._sayHello();
  }

  /** The frame speaks only once it was spoken to, and loads anew when it pleases. */
  private _greet(): void {
    clearInterval(this._hello);
    let times = 0;
    this._sayHello();
    this._hello = setInterval(() => {
      if (++times === helloTimes) clearInterval(this._hello);
      this._sayHello();
    }, helloEvery);
  }

  private _sayHello(): void {
    const theme = this.getAttribute("theme");
    const locale = this.getAttribute("locale") || document.documentElement.lang || navigator.language;
    this._say({ kind: "portal.hello", locale, theme: (theme ?? "auto") as Theme, kept: this._kept() });
  }

  /** Reads, or with a value writes, what the frame may not keep itself. A host's page without storage keeps nothing. */
  private _kept(sealed?: string | null): string | null {
    const name = `portal-widget:${this.getAttribute("integration")}`;
    try {
      if (sealed === null) sessionStorage.removeItem(name);
      else if (sealed !== undefined) sessionStorage.setItem(name, sealed);
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  }

  private _say(message: HostMessage): void {
    this._frame?.contentWindow?.postMessage(message, portal);
  }

  private readonly _receive = (event: MessageEvent<unknown>): void => {
    if (event.origin !== portal || event.source === null || event.source !== this._frame?.contentWindow) return;
    const message = readFrameMessage(event.data);
    switch (message?.kind) {
      case "portal.ready":
        return clearInterval(this._hello);
      case "portal.token-needed":
        return void this._answer(message.id);
      case "portal.keep":
        return void this._kept(message.kept);
      case "portal.unread":
        this.dispatchEvent(new CustomEvent("portal-unread", { detail: { count: message.count } }));
    }
  };

  private async _answer(id: number): Promise<void> {
    let status = 0;
    try {
      let answer: unknown;
      if (this.getSession) {
        status = 401;
        answer = await this.getSession();
      } else {
        const response = await fetch(this.getAttribute("token-endpoint") ?? "", {
          method: "POST",
          credentials: "same-origin",
          cache: "no-store",
          headers: { Accept: "application/json" },
        });
        status = response.status;
        answer = response.ok ? await response.json() : null;
      }
      const grant = readGrant(answer);
      if (grant) return this._say({ kind: "portal.token", id, grant });
    } catch {
      // Said below: out of reach, or no session in the answer.
    }
    this._say({ kind: "portal.token-refused", id, status: status >= 200 && status < 400 ? 401 : status });
  }
}

if (!customElements.get("portal-widget")) customElements.define("portal-widget", PortalWidget);
