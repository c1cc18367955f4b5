import { render } from "preact";
import { vi } from "vitest";
import { PortalChat } from "../../src/sdk/portal-chat";
import { PortalError } from "../../src/sdk/problem";
import type { VaultStorage } from "../../src/sdk/vault";
import { App } from "../../src/widget/app";
import { Around } from "../../src/widget/context";
import { english, type Texts } from "../../src/widget/texts";
import { DirectWire, FakeHub, FakePortal } from "../fakes/fake-portal";
import { ana } from "../fakes/people";

/** One patient's screen in front of the small portal, and the hands on it. */
export class Screen {
  readonly root = document.body.appendChild(document.createElement("div"));
  readonly chat: PortalChat;
  hub!: FakeHub;
  online = true;
  hostSaysNo = false;

  constructor(
    readonly portal: FakePortal,
    options: { readonly texts?: Texts; readonly storage?: VaultStorage } = {},
  ) {
    this.chat = new PortalChat({
      ask: async () => {
        if (!this.online) throw new PortalError("offline");
        if (this.hostSaysNo) throw new PortalError("unauthorized", "host");
        return portal.grant(ana);
      },
      connect: () => (this.hub = new FakeHub(portal, new DirectWire(), () => this.online)),
      fetch: (url, init) => (this.online ? portal.fetch(url, init) : Promise.reject(new TypeError("Failed to fetch"))),
      storage: options.storage ?? null,
      onOtherPerson: vi.fn(),
    });
    render(
      <Around.Provider value={{ chat: this.chat, texts: options.texts ?? english }}>
        <App emergencyNumber="112" />
      </Around.Provider>,
      this.root,
    );
  }

  async live(): Promise<this> {
    this.chat.start();
    await settled();
    return this;
  }

  all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  get(selector: string, text = ""): HTMLElement {
    const found = this.all(selector).filter((element) => (element.textContent ?? "").includes(text) || element.getAttribute("aria-label") === text);
    if (found.length === 0) throw new Error(`nothing on the screen is ${selector} ${text}: ${this.root.textContent}`);
    return found[0]!;
  }

  button(name: string): HTMLElement {
    return this.get("button", name);
  }

  has(text: string): boolean {
    return (this.root.textContent ?? "").includes(text);
  }

  async click(element: HTMLElement): Promise<void> {
    element.click();
    await settled();
  }

  async openFirst(): Promise<this> {
    await this.live();
    await this.click(this.get(".row"));
    return this;
  }

  async type(text: string): Promise<void> {
    const area = this.get("textarea") as HTMLTextAreaElement;
    area.value = text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    await settled();
  }

  async press(key: string, init: KeyboardEventInit = {}): Promise<KeyboardEvent> {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
    this.get("textarea").dispatchEvent(event);
    await settled();
    return event;
  }

  async write(text: string): Promise<void> {
    await this.type(text);
    await this.press("Enter");
  }

  bubbles(): string[] {
    return this.all(".message-text").map((element) => element.textContent ?? "");
  }

  states(): string[] {
    return this.all(".message[data-own] .message-state").map((element) => element.textContent ?? "");
  }

  async close(): Promise<void> {
    await this.chat.client.stop();
    this.chat.session.stop();
    render(null, this.root);
    this.root.remove();
  }
}

/** Lets promises, effects and zero timers of the screen come to rest. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 6; i++) await vi.advanceTimersByTimeAsync(20);
}
