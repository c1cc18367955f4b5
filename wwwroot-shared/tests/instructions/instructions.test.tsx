// @vitest-environment jsdom
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Instructions } from "../../src/instructions";
import type { SummaryShared } from "../../src/sdk/protocol";
import { apply, startTimeline } from "../../src/sdk/timeline";
import { noor } from "../fakes/people";

const conversationId = "c";
const shared = (sequence: number, text: string | null): SummaryShared =>
  ({ type: "summaryShared", conversationId, sequence, at: "2026-03-02T09:30:00.000Z", actor: { id: noor.id, displayName: noor.displayName, kind: "practitioner" }, summaryId: "s", version: sequence, text });

const settled = () => new Promise((resolve) => setTimeout(resolve));
const style = document.querySelector("link[rel=stylesheet]")!;

let root: HTMLElement;
async function show(events: readonly SummaryShared[], locale = "en-GB") {
  const start = startTimeline({ conversationId, selfId: "me", after: 0, readSequence: 0, headSequence: 0 });
  const { timeline } = apply(start, { kind: "events", events });
  render(<>{events.map((event) => <Instructions key={event.sequence} event={event} timeline={timeline} locale={locale} />)}</>, root);
  await settled();
}

beforeEach(() => {
  document.body.innerHTML = `<div id="app" class="app"></div>`;
  root = document.getElementById("app")!;
  window.print = vi.fn();
});
afterEach(() => render(null, root));

describe("instructions of the care team", () => {
  it("wait for their style, without which they would grow under the reader's eyes", async () => {
    await show([shared(1, "Rest.")]);
    expect(root.textContent).toBe("");
    style.dispatchEvent(new Event("load"));
    await vi.waitFor(() => expect(root.textContent).toContain("Rest."));
  });

  it("say from whom and when, under a heading, in sections", async () => {
    await show([shared(1, "Medicines:\n- One tablet\n\nRest.")]);
    expect([...root.querySelectorAll("h2, h3, li, .told-words p")].map((element) => element.textContent)).toEqual(["Instructions from your care team", "Medicines:", "One tablet", "Rest."]);
    expect(root.querySelector(".told-from")!.textContent).toMatch(/^From Noor Haddad, 2 March 2026/);
  });

  it("that were replaced or taken back are gone, and that is said", async () => {
    await show([shared(1, "Rest your leg."), shared(2, "Raise your leg.")]);
    expect(root.textContent).not.toContain("Rest your leg.");
    expect(root.textContent).toContain("Raise your leg.");
    await show([shared(1, "Rest your leg."), shared(2, "Raise your leg."), shared(3, null)]);
    expect(root.textContent).not.toContain("your leg");
    expect(root.textContent!.match(/do not follow them/g)).toHaveLength(2);
  });

  it("are said around in the language of the screen, and in English where there is none", async () => {
    await show([shared(1, "Reposo.")], "es-MX");
    expect(root.querySelector("h2")!.textContent).toBe("Indicaciones de su equipo de atención");
    await show([shared(1, "Repos.")], "fr");
    expect(root.querySelector("h2")!.textContent).toBe("Instructions from your care team");
  });

  it("are printed alone, and nothing of that is left", async () => {
    await show([shared(1, "Rest.")]);
    root.querySelector("button")!.click();
    expect(window.print).toHaveBeenCalledOnce();
    const paper = document.querySelector(".told-paper")!;
    expect(paper.nextElementSibling).toBe(root);
    expect([paper.textContent!.includes("Rest."), paper.querySelector("button")]).toEqual([true, null]);
    window.dispatchEvent(new Event("afterprint"));
    expect(document.querySelector(".told-paper")).toBeNull();
  });
});
