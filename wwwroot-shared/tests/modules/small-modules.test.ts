// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bringIntoSight, focus, focusById, focusFirstInvalid, moveInList } from "../../src/modules/focus";
import { copy, timeZone } from "../../src/modules/browser";
import { areOn, attach, turn } from "../../src/modules/shortcuts";
import { attach as attachMenus } from "../../src/modules/menus";
import { current, set } from "../../src/modules/theme";
import { FakeDotNet } from "./fake-dot-net";

beforeEach(() => (document.body.innerHTML = ""));

describe("shortcuts", () => {
  const press = (target: EventTarget, init: KeyboardEventInit) => target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));

  it("tell the component of the keys asked for, not of others or of keys held with Ctrl", () => {
    const dotNet = new FakeDotNet();
    const hold = attach(dotNet, ["j", "?"]);
    press(document.body, { key: "j" });
    press(document.body, { key: "x" });
    press(document.body, { key: "j", ctrlKey: true });
    press(document.body, { key: "?", shiftKey: true });
    expect(dotNet.of("OnShortcut")).toEqual([["j"], ["?"]]);
    hold.dispose();
    press(document.body, { key: "j" });
    expect(dotNet.calls).toHaveLength(2);
  });

  it("are off while somebody types", () => {
    document.body.innerHTML = "<textarea></textarea>";
    const dotNet = new FakeDotNet();
    const hold = attach(dotNet, ["j"]);
    press(document.querySelector("textarea")!, { key: "j" });
    expect(dotNet.calls).toEqual([]);
    hold.dispose();
  });
});

describe("shortcuts that were switched off", () => {
  it("stay off until they are switched on again", () => {
    const dotNet = new FakeDotNet();
    const hold = attach(dotNet, ["j"]);
    const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "j" }));
    turn(false);
    press();
    expect(areOn()).toBe(false);
    expect(dotNet.calls).toEqual([]);
    turn(true);
    press();
    expect(dotNet.of("OnShortcut")).toEqual([["j"]]);
    hold.dispose();
  });
});

describe("focus", () => {
  it("reaches a heading", () => {
    document.body.innerHTML = "<h1>Inbox</h1>";
    focus(document.querySelector("h1"));
    expect(document.activeElement?.tagName).toBe("H1");
  });

  it("reaches an element by its id, and nothing where there is none", () => {
    document.body.innerHTML = '<main id="main"></main>';
    focusById("nowhere");
    focusById("main");
    expect(document.activeElement?.id).toBe("main");
  });

  it("stays where it is when something else is brought into sight", () => {
    document.body.innerHTML = '<input><p class="today"></p>';
    const today = document.querySelector<HTMLElement>(".today")!;
    today.scrollIntoView = vi.fn();
    document.querySelector("input")!.focus();
    bringIntoSight(".today");
    bringIntoSight(".nowhere");
    expect(today.scrollIntoView).toHaveBeenCalledOnce();
    expect(document.activeElement?.tagName).toBe("INPUT");
  });

  it("reaches the first field that is wrong", () => {
    document.body.innerHTML = '<form><input id="a"><input id="b" aria-invalid="true"></form>';
    expect(focusFirstInvalid(document.querySelector("form")!)).toBe(true);
    expect(document.activeElement?.id).toBe("b");
  });

  it("moves in a list from the current row and stops at the ends", () => {
    document.body.innerHTML = '<ul><li><a href="#" id="1">1</a></li><li><a href="#" id="2" aria-current="true">2</a></li><li><a href="#" id="3">3</a></li></ul>';
    const list = document.querySelector("ul")!;
    moveInList(list, "a", 1);
    expect(document.activeElement?.id).toBe("3");
    moveInList(list, "a", 1);
    expect(document.activeElement?.id).toBe("3");
    moveInList(list, "a", -2);
    expect(document.activeElement?.id).toBe("1");
  });
});

describe("theme", () => {
  it("is the system's until the person chooses, and is remembered", () => {
    expect(current()).toBe("auto");
    set("dark");
    expect(current()).toBe("dark");
    expect(document.cookie).toContain("portal-theme=dark");
    set("auto");
    expect(document.cookie).not.toContain("portal-theme");
  });
});

describe("the browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("says which time zone it is in, by its IANA name", () => expect(timeZone()).toMatch(/^[A-Z][A-Za-z_]+(\/[A-Za-z_+-]+)*$/));

  it("copies, or says that it could not", async () => {
    const writeText = vi.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error("denied"));
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    expect(await copy("secret")).toBe(true);
    expect(await copy("secret")).toBe(false);
    vi.stubGlobal("navigator", {});
    expect(await copy("secret")).toBe(false);
  });
});

describe("menus", () => {
  const markup = '<p>elsewhere</p><details class="menu" open><summary>More</summary><button class="menu-item">Answer</button><select></select></details>';
  const menu = () => document.querySelector("details")!;
  const click = (selector: string) => document.querySelector<HTMLElement>(selector)!.click();

  it.each([
    ["elsewhere", "p", false],
    ["on one of its items", ".menu-item", false],
    ["on another of its controls", "select", true],
  ])("after a press %s", (_, selector, stays) => {
    document.body.innerHTML = markup;
    const hold = attachMenus();
    click(selector);
    expect(menu().open).toBe(stays);
    hold.dispose();
  });

  it("close on Escape, which leads back to their button", () => {
    document.body.innerHTML = markup;
    const hold = attachMenus();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "Escape" }));
    expect(menu().open).toBe(false);
    expect(document.activeElement?.tagName).toBe("SUMMARY");
    hold.dispose();
  });
});
