// @vitest-environment jsdom
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CallMore } from "../../src/visit/call-more";
import { CallView } from "../../src/visit/call-view";
import { staffTongue } from "../../src/visit/staff-words";
import { connectedCall, FakeCall, noorHere } from "../fakes/fake-call";
import { settled } from "../widget/screen";

const t = staffTongue("en");
const chat = { isOpen: false, unread: 0, toggle: vi.fn() };
let root: HTMLElement;
let call: FakeCall;

const draw = async (made = connectedCall()) => {
  call = made;
  render(<CallView call={call.session} name="Noor Haddad" telephone="+1 555 0100" t={t} chat={chat} loadMore={async () => ({ Panel: CallMore, t })} />, root);
  await settled();
};
const all = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)];
const key = (name: string) => all("button").find((button) => button.textContent!.includes(name))!;
const click = async (name: string) => {
  key(name).click();
  await settled();
};
const press = async (pressed: string, target: EventTarget = root.querySelector(".call")!, init: KeyboardEventInit = {}) => {
  target.dispatchEvent(new KeyboardEvent("keydown", { key: pressed, bubbles: true, cancelable: true, ...init }));
  await settled();
};
const told = () => root.querySelector("[role=status].visually-hidden")!.textContent;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator) as object, { mediaDevices: { getDisplayMedia: () => {} } }));
  root = document.body.appendChild(document.createElement("div"));
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the pictures", () => {
  it("are the other's, the own and a shared screen, in elements that iPhones play in place", async () => {
    await draw();
    expect([...call.shown.keys()].sort()).toEqual(["other", "otherScreen", "self"]);
    expect(all("video").every((video) => video.hasAttribute("playsinline"))).toBe(true);
    expect(all("video").every((video) => video.getAttribute("aria-label") !== "")).toBe(true);
  });

  it("of a camera that is off goes out of sight and stays in its place, with words instead", async () => {
    await draw(connectedCall({ ...noorHere, media: { audio: true, video: false, screen: false } }));
    const other = root.querySelector('[data-which="other"]')!;
    expect(other.hasAttribute("data-off")).toBe(true);
    expect(other.getAttribute("aria-hidden")).toBe("true");
    expect(root.querySelector(".call-nobody")!.textContent).toContain("Camera is off");
    expect(root.querySelector(".call-initials")!.textContent).toBe("NH");
  });

  it("make room for a shared screen", async () => {
    await draw(connectedCall({ ...noorHere, media: { audio: true, video: true, screen: true } }));
    expect(root.querySelector(".call")!.hasAttribute("data-shares")).toBe(true);
    expect(root.querySelector('[data-which="otherScreen"]')!.hasAttribute("data-off")).toBe(false);
  });

  it("are let go of with the view", async () => {
    await draw();
    render(null, root);
    await settled();
    expect(call.shown.size).toBe(0);
  });
});

describe("the buttons", () => {
  it("say by their state what is on, and change it", async () => {
    await draw();
    expect(key("Microphone").getAttribute("aria-pressed")).toBe("true");
    expect(key("Microphone").title).toBe("Mute (m)");
    await click("Microphone");
    expect(key("Microphone").getAttribute("aria-pressed")).toBe("false");
    expect(key("Microphone").title).toBe("Unmute (m)");
    await click("Camera");
    await click("Share screen");
    await click("Share screen");
    await click("Chat");
    await click("Hang up");
    expect(call.asked).toEqual(["microphone false", "camera false", "share", "stopSharing", "hangUp"]);
    expect(chat.toggle).toHaveBeenCalledOnce();
  });

  it("share no screen where the browser cannot", async () => {
    vi.stubGlobal("navigator", Object.assign(Object.create(navigator) as object, { mediaDevices: {} }));
    await draw();
    expect(key("Share screen")).toBeUndefined();
  });

  it("have a name each, and icons that say nothing beside it", async () => {
    await draw();
    expect(all("button").filter((button) => button.textContent!.trim() === "")).toEqual([]);
    expect(all("svg").every((icon) => icon.getAttribute("aria-hidden") === "true")).toBe(true);
  });
});

describe("the keys", () => {
  it("m and v mute and stop the camera, while the focus is in the call", async () => {
    await draw();
    expect(document.activeElement).toBe(root.querySelector(".call"));
    await press("m");
    await press("V");
    expect(call.asked).toEqual(["microphone false", "camera false"]);
    await press("m", document.body);
    expect(call.asked).toHaveLength(2);
  });

  it("are left alone with a modifier, and in fields", async () => {
    await draw();
    await press("m", undefined, { ctrlKey: true });
    await press("v", undefined, { metaKey: true });
    call.set({ devices: { ...call.state.value.devices, cameras: [{ id: "a", label: "A" }, { id: "b", label: "" }] } });
    await click("More");
    await press("m", root.querySelector("select")!);
    expect(call.asked).toEqual([]);
  });
});

describe("more", () => {
  it("offers devices by name or number, and takes the choice", async () => {
    await draw();
    call.set({ devices: { ...call.state.value.devices, cameras: [{ id: "a", label: "Front" }, { id: "b", label: "" }], camera: "a", microphones: [{ id: "m", label: "One" }] } });
    await click("More");
    expect(key("More").getAttribute("aria-expanded")).toBe("true");
    const selects = all("select") as HTMLSelectElement[];
    expect(selects.map((select) => [...select.options].map(({ text }) => text))).toEqual([["Front", "Camera 2"]]);
    expect(document.activeElement).toBe(selects[0]);
    selects[0]!.value = "b";
    selects[0]!.dispatchEvent(new Event("change", { bubbles: true }));
    expect(call.asked).toEqual(["chooseCamera b"]);
  });

  it("has sound only and less data, and closes by Escape", async () => {
    await draw();
    await click("More");
    const boxes = all("input[type=checkbox]") as HTMLInputElement[];
    boxes[0]!.click();
    boxes[1]!.click();
    await settled();
    boxes[1]!.click();
    expect(call.asked).toEqual(["audioOnly true", "low true", "low auto"]);
    await press("Escape");
    expect(root.querySelector(".call-more")).toBeNull();
    expect(document.activeElement).toBe(key("More"));
  });
});

describe("what is in the way", () => {
  it.each([
    [{ troubles: [{ kind: "playback", code: "blocked" }] } as const, "Tap to hear", ["play"]],
    [{ phase: "recovering" } as const, "Try again", ["retry"]],
    [{ lowBandwidth: "offered" } as const, "Keep the picture", ["low false"]],
    [{ troubles: [{ kind: "camera", code: "inUse" }] } as const, "Try again", ["camera true"]],
  ])("has a button that does something about it: %o", async (patch, name, asked) => {
    await draw();
    call.set(patch);
    if ("phase" in patch) call.self({ step: "waiting" });
    await settled();
    await click(name);
    expect(call.asked).toEqual(asked);
  });

  it("after a telephone call is taken back by one tap, with the sound", async () => {
    await draw();
    call.set({ devices: { ...call.state.value.devices, microphone: "m1" } });
    call.self({ step: "interrupted" });
    await settled();
    await click("Go on");
    expect(call.asked).toEqual(["chooseMicrophone m1", "play"]);
  });
});

it("tells a screen reader of each change once, and nothing again", async () => {
  await draw();
  expect(told()).toBe("You are connected with Noor Haddad. Noor Haddad can be heard");
  call.other({ media: { audio: false, video: true, screen: false } });
  await settled();
  expect(told()).toBe("Noor Haddad is muted");
  call.set({ quality: "poor" });
  await settled();
  expect(told()).toBe("Noor Haddad is muted");
  call.self({ step: "restarting", restarts: 1 });
  call.set({ phase: "recovering" });
  await settled();
  expect(told()).toBe("Your connection is weak: trying again (1 of 3).");
  call.self({ step: "restarting", restarts: 2 });
  await settled();
  expect(told()).toBe("Your connection is weak: trying again (2 of 3).");
});
